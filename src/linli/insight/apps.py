from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.insight"
    label = "insight"
