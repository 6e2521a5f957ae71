"""Hotlines at the desk: sheets in, orders worked, replies out; and what was heard elsewhere."""
