"""The inference worker: batches of windows in, embeddings out, for any web process that asks.

Started with `manage.py runworker inference`; stateless, so any number of them may run anywhere.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from channels.consumer import AsyncConsumer

from ml.clips import Clip
from ml.features import Reason as UnusableReason
from ml.features import Unusable
from ml.predictor import Predictor, average_views, views
from recognition import protocol, release
from recognition.jobs import Answer
from recognition.protocol import Reason

log = logging.getLogger(__name__)

CHANNEL: Final = "inference"
_REASONS: Final[dict[UnusableReason, Reason]] = {
    "too_short": "short",
    "no_shoulders": "shoulders",
    "no_hands": "hands",
}


def embed_each(predictor: Predictor, clips: Sequence[Clip]) -> list[Answer]:
    """Each clip's embedding (D,), or why no sign can be read from it. One run for all of them."""
    answers: list[Answer] = ["busy"] * len(clips)
    windows, places = [], []
    for place, clip in enumerate(clips):
        try:
            windows.append(views(clip, mirror_average=predictor.mirror_average))
            places.append(place)
        except Unusable as unusable:
            answers[place] = _REASONS[unusable.reason]
        except Exception:  # one window that nobody foresaw must not take the others with it
            log.exception("a window could not be read")
    if windows:
        embeddings = average_views(predictor.embed(np.concatenate(windows)), len(windows))
        for place, embedding in zip(places, embeddings, strict=True):
            answers[place] = embedding
    return answers


def pack_clips(clips: Sequence[Clip]) -> list[dict[str, Any]]:
    """Clips as the channel layer carries them: the wire's int16, a third of a frame's floats."""
    return [
        {
            "xy": protocol.to_steps(clip.xy).tobytes(),
            "times": clip.times.astype("<f8").tobytes(),
            "aspect": clip.aspect,
        }
        for clip in clips
    ]


def unpack_clips(packed: Sequence[dict[str, Any]]) -> list[Clip]:
    """The clips that were packed. Raises ValueError where sizes do not agree."""
    clips = []
    for some in packed:
        times = np.frombuffer(some["times"], "<f8")
        steps = np.frombuffer(some["xy"], "<i2").reshape(len(times), protocol.POINTS, 2)
        clips.append(Clip(protocol.to_coordinates(steps), times, float(some["aspect"])))
    return clips


class InferenceConsumer(AsyncConsumer):  # type: ignore[misc]  # channels has no types
    """Embeds one batch a message and answers on the asking process' own channel."""

    async def inference_embed(self, message: dict[str, Any]) -> None:
        """Answer a batch; one that fails is answered too, so that nobody waits for it."""
        try:
            answers = await asyncio.to_thread(_answer, message)
        except Exception:  # whatever is wrong with one batch, the next one must be served
            log.exception("a batch of windows could not be embedded")
            answers = []
        await self.channel_layer.send(
            message["reply"],
            {"type": "inference.answer", "batch": message["batch"], "answers": answers},
        )


def unpack_answer(packed: Any) -> Answer:
    """One answer of a batch as `InferenceConsumer` sends it."""
    if isinstance(packed, bytes):
        return np.frombuffer(packed, "<f4").astype(np.float32)
    return packed if packed in _REASONS.values() else "busy"


def _answer(message: dict[str, Any]) -> list[bytes | str]:
    ours = release.current().release
    if message["release"] != ours:
        raise ValueError(f"asked for release {message['release']}, this worker serves {ours}")
    found = embed_each(release.predictor(), unpack_clips(message["clips"]))
    return [a if isinstance(a, str) else a.astype("<f4").tobytes() for a in found]
