"""Every printed sheet either holds nobody's data, or says at its foot who took it out, when, and under which number."""

from linli.paper.press import SHEETS

NOBODYS = {
    "ballot",
    "card",
    "notice",
    "plate",
    "plate-field",
    "plates",
    "slip",
    "voice-cards",
}  # public, or its owner's own paper


def test_every_sheet_with_residents_data_has_the_shared_foot():
    sheets = {path.stem: path.read_text() for path in SHEETS.glob("*.typ") if path.stem != "common"}
    unmarked = {name for name, sheet in sheets.items() if "footer: foot" not in sheet}
    assert unmarked <= NOBODYS, unmarked - NOBODYS
