from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.pictures"
    label = "pictures"
