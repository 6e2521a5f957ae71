"""What a publication says, for every door that shows it."""

from linli.cases.queries import categories
from linli.insight import books
from linli.insight.models import Publication
from linli.insight.rates import NAMES, Counts, ThreeRates


def told(shown: Publication) -> dict:
    """A publication's figures and what units say of theirs."""
    rules = books.rates.edition(shown.edition).rules

    def three(row: dict) -> ThreeRates:
        return ThreeRates(Counts(**{name: row[name] for name in NAMES}), rules)

    groups = {c.group: c.group_words for c in categories()}
    notes = {str(n.organisation_id): n for n in shown.annotations.select_related("organisation")}
    units = sorted(shown.body["units"].items(), key=lambda item: item[1]["name"])
    return {
        "rates": three(shown.body["whole"]),
        "kinds": [
            {"words": groups.get(code, code), "rates": three(row)} for code, row in sorted(shown.body["groups"].items())
        ],
        "units": [
            {"key": key, "words": row["name"], "rates": three(row), "note": notes.get(key)} for key, row in units
        ],
    }
