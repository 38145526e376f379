"""The README's one table names every variable that the settings read, and no other."""

import re
from pathlib import Path

from signlingo import environment

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_and_the_settings_agree() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Settings")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    source = (ROOT / "signlingo" / "environment.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    assert named == read


def test_every_variable_that_can_be_wrong_has_a_remedy() -> None:
    source = (ROOT / "signlingo" / "environment.py").read_text(encoding="utf-8")
    checked = re.findall(
        r'env\.(?:bool|int|path)\(\s*"([A-Z_]+)"|env\.\w+\(\s*"([A-Z_]+)",[^()]*validate', source
    )
    assert {a or b for a, b in checked} <= set(environment.FIXES)
