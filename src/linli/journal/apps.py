from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.journal"
    label = "journal"
