"""Frames instead of a camera: a module in the place of static/js/practice/source.js."""

import json
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page

from ml import landmarks
from ml.clips import FloatArray
from ml.templates import Template

RATE = 25
SHOULDER_WIDTH = 0.2  # of the picture's width
MIDDLE = (0.5, 0.42)  # between the shoulders
ASPECT = 4 / 3
REST = 0.8  # seconds between two signs
RISES = 0.3  # seconds from rest to a sign, and back
RESTS_AT = {"LEFT": (0.5, 1.6), "RIGHT": (-0.5, 1.6)}  # wrists, in shoulder widths from MIDDLE

Frame = list[float | None]

SOURCE = """
const { lead, loop, gap } = JSON.parse(%s);
const points = (frame) => Float32Array.from(frame, (value) => value ?? Number.NaN);
export async function openSource({ onCamera, onProgress, onFrame }) {
  onCamera();
  onProgress(1);
  const frames = [...lead, ...loop].map(points);
  let k = 0;
  const timer = setInterval(() => {
    const at = k < frames.length ? k : lead.length + ((k - lead.length) %% loop.length);
    onFrame({ time: k * gap, xy: frames[at], aspect: %f, light: 128 });
    k += 1;
  }, gap);
  return { way: 'replay', stop: () => clearInterval(timer) };
}
"""


def frames_of(template: Template) -> list[Frame]:
    """The template as a camera would have seen it, with the hands coming up and going down."""
    count = round(float(template.times[-1]) * RATE) + 1
    nearest = np.searchsorted(template.times, np.arange(count) / RATE)
    shown = template.xy[nearest.clip(0, len(template.times) - 1)]
    shares = np.arange(1, round(RISES * RATE)) / round(RISES * RATE)
    up = [_lowered(shown[0], 1 - share) for share in shares]
    down = [_lowered(shown[-1], share) for share in shares]
    return [_frame(xy) for xy in (*up, *shown, *down)]


def standing(template: Template, seconds: float) -> list[Frame]:
    """The same person with her hands at rest."""
    return [_frame(_lowered(template.xy[0], 1.0))] * round(seconds * RATE)


def replay(page: Page, template: Template) -> None:
    """Let the page see hands for its check, and then the sign, again and again."""
    hands = template.xy[len(template.xy) // 2]
    lead = [*[_frame(hands)] * RATE, *standing(template, 1.0)]
    loop = [*frames_of(template), *standing(template, REST)]
    show(page, lead, loop)


def show(page: Page, lead: Sequence[Frame], loop: Sequence[Frame]) -> None:
    """Let the page see `lead` once, and then `loop` for ever."""
    data = json.dumps({"lead": lead, "loop": loop, "gap": 1_000 / RATE})
    module = SOURCE % (json.dumps(data), ASPECT)
    page.route(
        "**/js/practice/source*.js",
        lambda route: route.fulfill(content_type="text/javascript", body=module),
    )


def _lowered(xy: FloatArray, share: float) -> FloatArray:
    """A frame with the hands on their way down, 1 being at rest; a missing hand stays missing."""
    lowered = xy.copy()
    for side, hand in (("LEFT", landmarks.LEFT_HAND), ("RIGHT", landmarks.RIGHT_HAND)):
        lowered[hand] += share * (np.array(RESTS_AT[side], np.float32) - xy[hand.start])
        lowered[landmarks.INDEX[f"POSE_{side}_WRIST"]] = lowered[hand.start]
    return lowered


def _frame(xy: FloatArray) -> Frame:
    scale = SHOULDER_WIDTH * np.array([1, ASPECT])
    placed = (np.array(MIDDLE) + xy * scale).ravel()
    return [None if np.isnan(value) else round(float(value), 5) for value in placed]
