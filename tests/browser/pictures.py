"""Screenshots that are kept for a person to look at, in var/screenshots."""

from pathlib import Path

from tests.browser.chromium import Visit
from tests.browser.site import ROOT

FOLDER = ROOT / "var" / "screenshots"


def keep(visit: Visit, name: str) -> Path:
    """Keep the whole page as it looks now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"practice-{name}.png"
    visit.page.screenshot(path=path, full_page=True)
    return path
