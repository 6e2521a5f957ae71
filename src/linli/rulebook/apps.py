from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.rulebook"
    label = "rulebook"
