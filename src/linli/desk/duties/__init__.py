"""The duty lists at the desk: to read and search, to import, and how often units said "not ours"."""
