from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.councils"
    label = "councils"

    def ready(self) -> None:
        import linli.councils.books
        import linli.councils.notices  # noqa: F401
        from linli.councils.models.topic import kept
        from linli.pictures.store import KEEPERS

        KEEPERS.append(kept)
