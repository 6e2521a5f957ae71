"""How the kernel speaks: sentences are written in English here and said in the reader's language.

The kernel knows no framework, so whoever starts the house hands it a translator (`speak_with`).
"""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def speak_with(translate: Callable[[str], str]) -> None:
    global _translate
    _translate = translate


def say(sentence: str, **facts: object) -> str:
    """The sentence in the language of whoever is reading now, its {facts} filled in."""
    said = _translate(str(sentence))
    return said.format(**facts) if facts else said


def N_(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated when it is said."""
    return sentence
