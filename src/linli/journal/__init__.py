"""What happened, for good: one entry a deed, chained per subject, sealed once a day."""
