"""What we tell people when the answer is no."""

from linli.kernel.words import say


class Refused(Exception):
    """An action was not allowed. `str(error)` is a sentence for the person who asked, in their language.

    `field` names the form field the sentence belongs to, if it belongs to one.
    """

    def __init__(self, sentence: str, *, field: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts, self.field = sentence, facts, field

    def __str__(self) -> str:
        return say(self.sentence, **self.facts)


class Overtaken(Refused):
    """Somebody else was faster: the thing is no longer as the person saw it. Nothing typed may be lost."""
