"""A release's encoder, ready to answer: clips in, embeddings out, on the GPU if there is one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort

from ml import features
from ml.artifact import Artifact, ArtifactError, load
from ml.clips import Clip
from ml.prototypes import FloatArray

BATCH: Final = 64
WINDOW: Final = features.STEPS * features.FEATURES
SHAPE: Final = (-1, features.STEPS, features.FEATURES)


def views(clip: Clip, *, mirror_average: bool) -> FloatArray:
    """The windows to embed of one clip: (1, STEPS, FEATURES), or with its mirror image (2, …).

    Raises features.Unusable.
    """
    normal = features.normalise(clip)
    seen = [normal, features.flipped(normal)] if mirror_average else [normal]
    return features.describe(np.stack([features.resample(view) for view in seen]))


class Predictor:
    """The encoder of one release. Safe to call from several threads."""

    def __init__(self, artifact: Artifact | Path | str | None = None, *, threads: int = 1) -> None:
        """Load a release (by default the current one) unless given one, and warm it up.

        `threads` are ONNX Runtime's own within a batch. Raises ArtifactError.
        """
        self.artifact = artifact if isinstance(artifact, Artifact) else load(artifact)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            self._session = ort.InferenceSession(
                self.artifact.encoder, options, providers=_providers()
            )
            self._input = self._session.get_inputs()[0].name
            self.embed(np.linspace(-1, 1, WINDOW, dtype=np.float32).reshape(SHAPE))
        except Exception as error:  # ONNX Runtime has no base class of its own for what it raises
            wrong = f"its encoder does not run ({error})."
            raise ArtifactError(self.artifact.path, wrong) from error

    @property
    def device(self) -> str:
        """What the encoder runs on: "CPU" or "CUDA:0"."""
        return "CUDA:0" if self._session.get_providers()[0] == "CUDAExecutionProvider" else "CPU"

    @property
    def mirror_average(self) -> bool:
        """Whether a clip is embedded together with its mirror image."""
        return self.artifact.manifest.mirror_average

    def embed(self, windows: FloatArray) -> FloatArray:
        """Embeddings (N, D) of unit length, of windows (N, STEPS, FEATURES).

        Raises ValueError for another shape or a number that is not finite: NaN would come out as a
        confident answer.
        """
        if windows.ndim != 3 or windows.shape[1:] != SHAPE[1:]:
            raise ValueError(
                f"windows are {windows.shape}, not (N, {features.STEPS}, {features.FEATURES})"
            )
        if not np.isfinite(windows).all():
            raise ValueError("a window holds a number that is not finite")
        windows = np.ascontiguousarray(windows, np.float32)
        parts = [self._run(windows[i : i + BATCH]) for i in range(0, len(windows), BATCH)]
        return np.concatenate(parts) if parts else self._nothing()

    def embed_clips(self, clips: Sequence[Clip]) -> FloatArray:
        """Embeddings (N, D) of clips, averaged with the mirror image where the release says so.

        Raises features.Unusable for the first clip that no sign can be read from.
        """
        parts = [self._embed_some(clips[i : i + BATCH]) for i in range(0, len(clips), BATCH)]
        return np.concatenate(parts) if parts else self._nothing()

    def _embed_some(self, clips: Sequence[Clip]) -> FloatArray:
        windows = [views(clip, mirror_average=self.mirror_average) for clip in clips]
        return average_views(self.embed(np.concatenate(windows)), len(clips))

    def _run(self, windows: FloatArray) -> FloatArray:
        embeddings: FloatArray = self._session.run(None, {self._input: windows})[0]
        size = self.artifact.manifest.embedding_size
        length = np.linalg.norm(embeddings, axis=-1)
        if embeddings.shape != (len(windows), size) or not (np.abs(length - 1) < 1e-3).all():
            raise ValueError(f"the encoder did not answer with unit vectors of {size} numbers")
        return embeddings

    def _nothing(self) -> FloatArray:
        return np.zeros((0, self.artifact.manifest.embedding_size), np.float32)


def average_views(embeddings: FloatArray, clips: int) -> FloatArray:
    """The embeddings (clips × views, D) of clips' views, one after another, as (clips, D)."""
    mean = embeddings.reshape(clips, -1, embeddings.shape[-1]).mean(axis=1)
    unit: FloatArray = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
    return unit


def _providers() -> list[str]:
    offered = ort.get_available_providers()
    return [p for p in ("CUDAExecutionProvider", "CPUExecutionProvider") if p in offered]
