"""What a notice says, by its kind, in the reader's language. Rooms above add theirs with `SENTENCES.update`."""

from linli.kernel.words import say
from linli.notices.models import Notice

SENTENCES: dict[str, str] = {}


def sentence(notice: Notice) -> str:
    return say(SENTENCES[notice.kind], **notice.facts)
