"""What neighbours say, at the desk: statements looked at, cards printed and entered, boxes opened by two, households
noted.
"""
