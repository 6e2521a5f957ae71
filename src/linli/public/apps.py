from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.public"
    label = "public"
