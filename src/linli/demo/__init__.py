"""The fictional street: places, posts and a year of cases, made up with one fixed seed."""
