"""Text stands out from what it is on, in every mode that tokens.css knows."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")

DARK = "(prefers-color-scheme: dark)"
MORE = "(prefers-contrast: more)"
BOTH = f"{MORE} and {DARK}"
MODES = {
    "light": ["", ""],
    "dark": ["", "", DARK],
    "light, high contrast": ["", "", MORE],
    "dark, high contrast": ["", "", DARK, MORE, BOTH],
}

TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "primary", "danger")
        for ground in ("page", "surface", "sunken")
    ),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("primary", "primary-soft"),
    ("danger", "danger-soft"),
    ("ink", "primary-soft"),
    ("ink", "danger-soft"),
    *((verdict, f"{verdict}-soft") for verdict in ("correct", "almost", "another", "unseen")),
    *(("ink", f"{verdict}-soft") for verdict in ("correct", "almost", "another", "unseen")),
    *((verdict, "surface") for verdict in ("correct", "almost", "another", "unseen")),
]
EDGES = [
    ("edge", "page"),
    ("edge", "surface"),
    ("edge", "sunken"),
    ("focus", "page"),
    ("focus", "surface"),
]


def blocks() -> list[tuple[str, dict[str, str]]]:
    """Each `:root` with the media query around it ("" without) and its variables, in order."""
    text = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    found = re.finditer(r"(?:@media ([^{]+)\{\s*)?:root \{(.*?)\}", text, re.DOTALL)
    return [
        ((match[1] or "").strip(), dict(re.findall(r"--([\w-]+):\s*([^;]+);", match[2])))
        for match in found
    ]


def variables(mode: str) -> dict[str, str]:
    """What every variable holds in `mode`."""
    wanted = set(MODES[mode])
    values: dict[str, str] = {}
    for query, block in blocks():
        if query in wanted:
            values |= block
    return values


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #rrggbb."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(values: dict[str, str], one: str, other: str) -> float:
    """WCAG 2's contrast of two meanings."""

    def colour(name: str) -> str:
        value = values[name]
        return colour(value[6:-1]) if value.startswith("var(") else value

    light, dark = sorted((luminance(colour(f"color-{n}")) for n in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_modes_are_those_of_the_sheet() -> None:
    assert {query for query, _ in blocks()} == {
        "",
        DARK,
        MORE,
        BOTH,
        "(prefers-reduced-motion: reduce)",
    }


@pytest.mark.parametrize("mode", MODES)
def test_text_is_readable(mode: str) -> None:
    values = variables(mode)
    weak = {pair: round(contrast(values, *pair), 2) for pair in TEXT}
    assert {
        pair: ratio
        for pair, ratio in weak.items()
        if ratio < (7 if "high" in mode and pair[0] == "ink" else 4.5)
    } == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_edges_of_what_is_pressed_are_seen(mode: str) -> None:
    values = variables(mode)
    weak = {pair: round(contrast(values, *pair), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}
