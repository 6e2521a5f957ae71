"""Files of talks between neighbours: a list, a page for each, the agreement to print, figures without names."""
