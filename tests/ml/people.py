"""Made-up people signing made-up signs, as clip sets: for whatever reads clips."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ml.clips import Clip, ClipSet
from ml.prototypes import FloatArray
from tests.releases import SIGNS, take
from tests.streams import Path, Stream

PATHS: dict[str, Path] = {f"{key[0]}-{key[1]}".upper(): path for key, path in SIGNS.items()}
GLOSSES = tuple(PATHS)


def signed(gloss: str, signer: str, seed: int = 0) -> Clip:
    """One take of a sign by somebody."""
    who = sum(signer.encode())
    rng = np.random.default_rng(who)
    path = PATHS[gloss]
    x, y = np.array(path.centre) + rng.normal(0, 0.05, size=2)
    path = replace(path, centre=(float(x), float(y)), radius=path.radius * rng.uniform(0.85, 1.15))
    clip = take(path, 100 * who + seed).clip()
    return replace(clip, gloss=gloss, signer=signer, name=f"{signer}/{gloss}/{seed}")


def people(signers: Sequence[str], glosses: Sequence[str] = GLOSSES, takes: int = 1) -> ClipSet:
    """Everybody making every sign."""
    return ClipSet(
        tuple(signed(g, who, n) for who in signers for g in glosses for n in range(takes))
    )


def nobody() -> Clip:
    """A clip of somebody who only rests."""
    return replace(Stream().idle(1.0).clip(), gloss=GLOSSES[0], signer="idle", name="idle/0")


def unit(rows: FloatArray) -> FloatArray:
    """The rows at length 1."""
    found: FloatArray = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found
