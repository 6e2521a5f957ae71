"""The tree of places and grids: counties, streets, communities, compounds, buildings, and what a plate points to."""
