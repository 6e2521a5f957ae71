from django.apps import AppConfig


class Config(AppConfig):
    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        import linli.cases.books
        import linli.cases.notices  # noqa: F401
        from linli.cases.models.photo import kept
        from linli.pictures.store import KEEPERS

        KEEPERS.append(kept)
