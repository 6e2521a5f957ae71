"""Owners' votes at the desk: prepared, announced, served, entered on paper, counted, published."""
