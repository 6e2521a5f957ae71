"""How one room names a thing of another without importing it: "cases/case/0197…"."""

from typing import Any, Protocol


class HasRef(Protocol):
    @property
    def ref(self) -> str: ...


class Ref:
    """Mixed into a model: its app, its class and its key, as one short text."""

    @property
    def ref(self) -> str:
        meta: Any = self._meta  # type: ignore[attr-defined]
        return f"{meta.app_label}/{meta.model_name}/{self.pk}"  # type: ignore[attr-defined]


class Nobody:
    """Stands in for an actor who is not a person: the clock, an import, an unnamed visitor."""

    def __init__(self, ref: str) -> None:
        self.ref = ref

    def __repr__(self) -> str:
        return f"<{self.ref}>"


CLOCK = Nobody("clock")
VISITOR = Nobody("visitor")


def key_of(ref: str) -> str:
    """The key at the end of a ref."""
    return ref.rsplit("/", 1)[-1]
