"""The clock: reminders, outbox, seals, retention."""
