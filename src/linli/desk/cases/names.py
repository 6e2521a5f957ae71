"""What the desk's lists select with a place, and what they leave out."""

PARENTS = "place__parent__parent__parent"  # a dwelling's compound is three steps up
HEAVY = [
    f"{way}__{column}"
    for way in ("place", "place__parent", "place__parent__parent", PARENTS)
    for column in ("shape", "duties")
]
