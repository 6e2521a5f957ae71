from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        import linli.insight.books
        import linli.insight.notices  # noqa: F401
