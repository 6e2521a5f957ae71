"""Photos made harmless and kept: every domain that takes some asks here, and says which of them it still has."""
