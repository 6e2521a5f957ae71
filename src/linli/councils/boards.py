"""The common ground board of one hearing, from its pack. Free of Django."""
