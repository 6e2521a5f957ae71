"""The books of rules: read an edition, compare two, issue the next."""
