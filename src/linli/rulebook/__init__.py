"""Rules that differ by city, as numbered editions: what was promised under one keeps standing when the next comes."""
