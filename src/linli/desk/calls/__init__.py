"""Calling residents back about the result."""
