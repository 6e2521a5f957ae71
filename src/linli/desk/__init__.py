"""The door for those who work: lists, case pages, steps, intake."""
