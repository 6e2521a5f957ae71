"""Deciding together: what neighbours can live with, and what they decide."""
