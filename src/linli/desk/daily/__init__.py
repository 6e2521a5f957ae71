"""Lighter days: many cases at once, standard texts, hand-overs, ledgers and sheets to sign."""
