from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.notices"
    label = "notices"
