"""When a file with residents' data may leave: from how many rows a second person agrees, and how long it can be taken.

Free of Django. A city enters its own in the book (`cases.books.exports`).
"""

from dataclasses import dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_


@dataclass(frozen=True)
class ExportRules:
    alone: int  # rows with personal data that one person may take out alone
    hours: int  # how long a file can be taken
    most: int  # rows of one file

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("The rules for exports are a table: alone, hours, most."))
        bounds = {"alone": (0, 1000), "hours": (1, 168), "most": (1, 100_000)}
        for key, (least, most) in bounds.items():
            said = body.get(key)
            if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
                raise Faulty(N_("“{key}” is a number from {least} to {most}."), key=key, least=least, most=most)
        return cls(**{key: body[key] for key in bounds})


SHIPPED = {"alone": 20, "hours": 24, "most": 20_000}
