"""Whistles at the desk: the board, objections to decide, ratings of both sides, the weekly session."""
