"""What a notice says, by its kind, in the reader's language. Rooms above add theirs with `SENTENCES.update`."""

from collections.abc import Callable

from linli.kernel.words import say
from linli.notices.models import Notice

SENTENCES: dict[str, str] = {}


def sentence(notice: Notice, *, named: Callable[[str], str] = str) -> str:
    """`named` says a name that was copied from a book of rules in the reader's language."""
    facts = {name: named(said) if isinstance(said, str) else said for name, said in notice.facts.items()}
    return say(SENTENCES[notice.kind], **facts)
