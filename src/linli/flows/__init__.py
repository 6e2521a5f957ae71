"""Where two domains meet, by name, in the open."""
