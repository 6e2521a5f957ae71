from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.resident"
    label = "resident"
