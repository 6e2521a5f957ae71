"""Motions at the desk: drafted for the body that may decide, put, counted by two, published."""
