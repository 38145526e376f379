"""Frames instead of a camera: a module in the place of static/js/practice/source.js."""

import json
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import Page

from ml import landmarks
from ml.templates import Template

RATE = 25
SHOULDER_WIDTH = 0.2  # of the picture's width
MIDDLE = (0.5, 0.42)  # between the shoulders
ASPECT = 4 / 3
REST = 0.8  # seconds between two signs

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
    """The template as a camera would have seen it: frames of x0, y0, x1, y1 and so on."""
    count = round(float(template.times[-1]) * RATE) + 1
    nearest = np.searchsorted(template.times, np.arange(count) / RATE).clip(
        0, len(template.times) - 1
    )
    return [_frame(xy) for xy in template.xy[nearest]]


def standing(template: Template, seconds: float) -> list[Frame]:
    """The same person with her hands out of the picture."""
    body = template.xy[0].copy()
    body[landmarks.LEFT_HAND] = body[landmarks.RIGHT_HAND] = np.nan
    for side in ("LEFT", "RIGHT"):
        body[landmarks.INDEX[f"POSE_{side}_WRIST"]] = np.nan
        body[landmarks.INDEX[f"POSE_{side}_ELBOW"]] = np.nan
    return [_frame(body)] * round(seconds * RATE)


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


def _frame(xy: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> Frame:
    scale = SHOULDER_WIDTH * np.array([1, ASPECT])
    placed = (np.array(MIDDLE) + xy * scale).ravel()
    return [None if np.isnan(value) else round(float(value), 5) for value in placed]
