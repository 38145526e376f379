"""The content security policy lets no inline script or style through, so none is written."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
INLINE = re.compile(
    r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_a_template_holds_none(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []
