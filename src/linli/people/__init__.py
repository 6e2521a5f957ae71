"""Persons, organisations and posts. A post is the only source of rights."""
