"""A resident page weighs under 60 kB compressed in all, and no sentence is left without Chinese."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "src/linli/ui/static/ui/dist"


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.fixture(scope="session")
def bundles() -> dict[str, int]:
    if not (DIST / "resident.js").exists():
        subprocess.run([shutil.which("node") or ROOT / ".node/bin/node", ROOT / "frontend/build.mjs"], check=True)
    return {path.name: compressed(path.read_bytes()) for path in DIST.iterdir() if path.suffix in {".js", ".css"}}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/r/ACDEFG34", "/report", "/c/", "receipt"])
def test_a_resident_page_is_light(client, voice, bundles, address):
    html = client.get(f"/c/{voice.receipt}" if address == "receipt" else address).content
    assets = [name for name in bundles if f"ui/dist/{name}".encode() in html]
    assert assets
    words = compressed(client.get("/report/words.json").content)
    icon = compressed((ROOT / "src/linli/ui/static/ui/linli.svg").read_bytes())
    assert compressed(html) + sum(bundles[name] for name in assets) + words + icon < 60_000


@pytest.mark.parametrize("room", ["ui", "resident"])
def test_every_sentence_has_its_chinese(room):
    from linli import assets

    assert assets.untranslated(assets.ROOM / room) == []
