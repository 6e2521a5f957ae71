from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.places"
    label = "places"
