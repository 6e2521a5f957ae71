"""Which days are worked, and when a promise falls due."""
