"""From cases to talk, and from talk to deed."""
