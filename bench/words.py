"""What residents say, from the demo's own sentences, without their placeholders."""

import re
import tomllib
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "src/linli/demo/words"


def sayings() -> list[str]:
    kinds = [kind for path in sorted(_FOLDER.glob("*.toml")) for kind in tomllib.loads(path.read_text()).values()]
    return [re.sub(r"\{\w+\}", "", words) for kind in kinds for words in kind.get("says", [])]
