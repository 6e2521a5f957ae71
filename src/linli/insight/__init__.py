"""Figures read from everything, written nowhere."""
