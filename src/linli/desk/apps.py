from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.desk"
    label = "desk"
