"""What we tell people when the answer is no."""

from linli.kernel.words import say


class _Spoken(Exception):
    """`str(error)` is a sentence for the person who asked, in their language."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts

    def __str__(self) -> str:
        return say(self.sentence, **self.facts)


class Faulty(_Spoken, ValueError):
    """What was written makes no sense: a row of a sheet, the text of a book, an amount. The sentence
    says what to mend.
    """


class Refused(_Spoken):
    """An action was not allowed. `field` names the form field the sentence belongs to, if it belongs to one."""

    def __init__(self, sentence: str, *, field: str = "", **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.field = field


class Overtaken(Refused):
    """Somebody else was faster: the thing is no longer as the person saw it. Nothing typed may be lost."""
