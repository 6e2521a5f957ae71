"""Meetings: called, prepared, minuted, signed, published."""
