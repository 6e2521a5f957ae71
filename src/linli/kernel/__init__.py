"""What every room stands on: the clock, names for things, refusals, rules and lifecycles. Standard library only."""
