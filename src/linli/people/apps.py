from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.people"
    label = "people"
