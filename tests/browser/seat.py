"""A child in front of a browser: what she is taught, and her window on the site."""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass

from playwright.sync_api import Browser

from accounts.models import User
from lessons.models import Sign, SignLanguage
from ml.artifact import load
from tests.browser.chromium import Visit, visit
from tests.browser.site import ROOT
from tests.lessons.factories import LessonFactory, SignFactory, UnitFactory


@dataclass(frozen=True, slots=True)
class Seat:
    """The site's origin, and who sits there."""

    site: str
    learner: User

    def teach(self, language: str, *glosses: str) -> dict[str, Sign]:
        """Make a lesson of signs that the release knows."""
        known = load().prototypes
        course = json.loads((ROOT / "lessons" / "course" / f"{language}.json").read_text("utf-8"))
        shown = {sign["gloss"]: sign for sign in course["signs"]}
        signs = {}
        for gloss in glosses:
            evidence = known[language, gloss].evidence
            signs[gloss] = SignFactory.create(
                language=SignLanguage(language),
                gloss=gloss,
                vi=shown[gloss]["vi"],
                en=shown[gloss]["en"],
                picture=shown[gloss]["picture"],
                takes=evidence.takes,
                signers=evidence.signers,
            )
        unit = UnitFactory.create(language=SignLanguage(language))
        LessonFactory.create(unit=unit, signs=list(signs.values()))
        return signs

    def visit(
        self, browser: Browser, *, width: int = 1280, dark: bool = False
    ) -> AbstractContextManager[Visit]:
        """Her window, signed in."""
        return visit(browser, self.site, self.learner, width=width, dark=dark)
