"""Cases at the desk: the lists, the case page and its steps, taking in on somebody's behalf."""
