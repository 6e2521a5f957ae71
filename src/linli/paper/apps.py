from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.paper"
    label = "paper"
