"""One matter from the first voice to the rated result."""
