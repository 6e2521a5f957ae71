from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.jobs"
    label = "jobs"
