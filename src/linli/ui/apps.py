from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.ui"
    label = "ui"

    def ready(self) -> None:
        from django.utils.translation import gettext

        from linli.kernel.words import speak_with

        speak_with(gettext)
