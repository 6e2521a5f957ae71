"""The three rates at the desk: any place, period, category and unit, down to the cases; and their publication."""
