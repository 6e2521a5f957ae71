"""Who is to be told: an outbox that is leased, retried and, when all fails, given up in the open."""
