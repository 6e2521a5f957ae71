from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.gate"
    label = "gate"
