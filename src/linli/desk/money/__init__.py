"""Accounts of neighbours: money for one purpose, every line public."""
