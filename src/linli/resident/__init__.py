"""The door for residents: report, follow, rate; on a phone, without login."""
