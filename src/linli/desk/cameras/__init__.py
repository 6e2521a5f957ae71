"""Cameras that neighbours put up, registered."""
