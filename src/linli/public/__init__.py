"""The door for anyone: street and grid pages, plates, figures, health."""
