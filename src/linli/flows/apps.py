from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.flows"
    label = "flows"
