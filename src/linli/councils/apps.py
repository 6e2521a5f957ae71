from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.councils"
    label = "councils"

    def ready(self) -> None:
        import linli.councils.books  # noqa: F401
