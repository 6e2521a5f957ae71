from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.demo"
    label = "demo"
