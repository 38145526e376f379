"""Training: clip sets → an encoder, by one loop; the same twice for the same seed and machine."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from ml.augment import Strength, augment
from ml.clips import Clip, ClipSet, FloatArray
from ml.encoder import CosineHead, CosineLoss, EncoderConfig, build_encoder
from ml.features import Unusable, describe, normalise
from ml.gallery import Embed
from ml.predictor import average_views, views

ENCODER: Final = "encoder.keras"
HISTORY: Final = "history.jsonl"
REPORT_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """What a run is, beside its clips; stored with its result."""

    steps: int = 4000
    batch: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: float = 0.08
    clip_norm: float = 2.0
    average: float = 0.995
    scale: float = 18.0
    margin: float = 0.1
    smoothing: float = 0.1
    seed: int = 1
    checkpoint_every: int = 500
    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    augmentation: Strength = field(default_factory=Strength)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Clips learned from together: `share` of every batch, copies straying by `strength`.

    Its signs are told apart among themselves; sets of one language share what they call alike.
    """

    name: str
    clips: ClipSet
    language: str
    share: float
    strength: float


class Sampler:
    """Deals batches: sets by their share, then every gloss alike, then every signer of it alike.

    A batch depends on (seed, step) alone, so a resumed run sees what an unbroken one would have.
    """

    def __init__(self, sets: Sequence[TrainingSet], config: TrainConfig) -> None:
        self.config = config
        self.refused: list[str] = []
        self.clips: list[Clip] = []
        self.label: list[int] = []
        self.set_of: list[int] = []
        self.strength: list[float] = []
        self.classes: dict[str, int] = {}
        self._deal: list[dict[int, dict[str, list[int]]]] = []
        for number, training_set in enumerate(sets):
            self._deal.append({})
            for clip in training_set.clips:
                self._take(number, training_set, clip)
        self.members = np.zeros((len(sets), len(self.classes)), np.float32)
        self.members[self.set_of, self.label] = 1
        shares = np.array([training_set.share for training_set in sets])
        self.shares = shares / shares.sum()

    def _take(self, number: int, training_set: TrainingSet, clip: Clip) -> None:
        try:
            self.clips.append(normalise(clip))
        except Unusable as error:
            self.refused.append(f"{training_set.name}: {clip.name}: {error.reason}")
            return
        label = self.classes.setdefault(f"{training_set.language}/{clip.gloss}", len(self.classes))
        self._deal[number].setdefault(label, {}).setdefault(clip.signer, []).append(len(self.label))
        self.label.append(label)
        self.set_of.append(number)
        self.strength.append(training_set.strength)

    def batch(self, step: int) -> tuple[FloatArray, npt.NDArray[np.int32]]:
        """Features (batch, STEPS, FEATURES) and targets (batch, 2): class and set."""
        rng = np.random.default_rng((self.config.seed, step))
        sets = rng.choice(len(self.shares), self.config.batch, p=self.shares)
        rows = [self._draw(int(number), rng) for number in sets]
        clips = [self.clips[row] for row in rows]
        strength = [self.strength[row] for row in rows]
        points = augment(clips, strength, rng, self.config.augmentation)
        target = np.array([(self.label[row], self.set_of[row]) for row in rows], np.int32)
        return describe(points), target

    def _draw(self, number: int, rng: np.random.Generator) -> int:
        glosses = list(self._deal[number].values())
        signers = list(glosses[rng.integers(len(glosses))].values())
        takes = signers[rng.integers(len(signers))]
        return takes[rng.integers(len(takes))]

    def statistics(self) -> tuple[FloatArray, FloatArray]:
        """Mean and deviation of every feature over augmented batches, each (FEATURES,)."""
        seen = np.concatenate([self.batch(self.config.steps + i)[0] for i in range(20)])
        return seen.mean(axis=(0, 1)), np.maximum(seen.std(axis=(0, 1)), 0.05)


def train(
    sets: Sequence[TrainingSet],
    config: TrainConfig,
    run: Path,
    *,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
    watch: Callable[[keras.Model], dict[str, float]] | None = None,
) -> keras.Model:
    """Train an encoder, or go on with the run in this folder; returns it with averaged weights.

    `run` receives config.json, a checkpoint now and then, history.jsonl (the loss, and at every
    checkpoint what `watch` says of the encoder) and at the end encoder.keras.
    Raises ValueError where the folder holds a run with another configuration.
    """
    run.mkdir(parents=True, exist_ok=True)
    _claim(run, sets, config)
    if (run / ENCODER).exists():
        return keras.models.load_model(run / ENCODER)
    keras.utils.set_random_seed(config.seed)
    sampler = Sampler(sets, config)
    model, start = _resume(run) or (_new_model(sampler, config), 0)
    encoder = model.get_layer("sign_encoder")
    losses: list[float] = []  # since the last report
    with ThreadPoolExecutor(1) as ahead:
        waiting = ahead.submit(sampler.batch, start)
        for step in progress(range(start, config.steps)):
            if step % config.checkpoint_every == 0:
                _reseed(encoder, config.seed, step)
            features, target = waiting.result()
            waiting = ahead.submit(sampler.batch, step + 1)
            losses.append(float(model.train_on_batch(features, target)))
            model.reset_metrics()
            done = step + 1
            if done % REPORT_EVERY == 0 or done == config.steps:
                _report(run, {"step": done, "loss": float(np.mean(losses))})
                losses.clear()
            if done % config.checkpoint_every == 0 and done < config.steps:
                if watch:
                    _report(run, {"step": done, **watch(encoder)})
                _save(model, run, done)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    if watch:
        _report(run, {"step": config.steps, **watch(encoder)})
    encoder.save(run / ENCODER)
    return encoder


def _reseed(encoder: keras.Model, seed: int, step: int) -> None:
    """Begin the dropouts' random numbers anew: a checkpoint does not hold where they were."""
    generators = [
        layer.seed_generator for layer in encoder.layers if hasattr(layer, "seed_generator")
    ]
    for number, generator in enumerate(generators):
        generator.state.assign(np.array([seed * 1000 + number, step], generator.state.dtype))


def _report(run: Path, said: dict[str, float]) -> None:
    with (run / HISTORY).open("a") as history:
        history.write(json.dumps(said) + "\n")


def _new_model(sampler: Sampler, config: TrainConfig) -> keras.Model:
    encoder = build_encoder(config.encoder, *sampler.statistics())
    window = keras.Input(encoder.input_shape[1:])
    cosines = CosineHead(len(sampler.classes), name="head")(encoder(window))
    model = keras.Model(window, cosines)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0,
        decay_steps=int(config.steps * (1 - config.warm_up)),
        warmup_target=config.learning_rate,
        warmup_steps=max(1, int(config.steps * config.warm_up)),
    )
    optimizer = keras.optimizers.AdamW(
        rate,
        weight_decay=config.weight_decay,
        global_clipnorm=config.clip_norm,
        use_ema=True,
        ema_momentum=config.average,
    )
    loss = CosineLoss(sampler.members, config.scale, config.margin, config.smoothing)
    model.compile(optimizer, loss, jit_compile=False)
    return model


def _claim(run: Path, sets: Sequence[TrainingSet], config: TrainConfig) -> None:
    """Write down what this run is, or make sure that the folder's run is the same."""
    said: dict[str, Any] = asdict(config)
    said["sets"] = [[s.name, s.language, len(s.clips), s.share, s.strength] for s in sets]
    path = run / "config.json"
    if path.exists() and json.loads(path.read_text()) != json.loads(json.dumps(said)):
        raise ValueError(f"{run} holds a run with another configuration: name another folder")
    path.write_text(json.dumps(said, indent=1))


def _save(model: keras.Model, run: Path, step: int) -> None:
    """Checkpoint and step appear together or not at all: the step is part of the file's name."""
    fresh = run / "writing.keras"
    model.save(fresh)
    fresh.replace(run / f"checkpoint-{step}.keras")
    for older in set(run.glob("checkpoint-*.keras")) - {run / f"checkpoint-{step}.keras"}:
        older.unlink()


def _resume(run: Path) -> tuple[keras.Model, int] | None:
    """The newest checkpoint of an interrupted run and the step it had reached."""
    steps = [int(path.stem.split("-")[1]) for path in run.glob("checkpoint-*.keras")]
    if not steps:
        return None
    return keras.models.load_model(run / f"checkpoint-{max(steps)}.keras"), max(steps)


def embedder(encoder: keras.Model, *, mirror_average: bool) -> Embed:
    """Clips → unit embeddings (N, 128) by a network in memory, as a release of it would give them.

    The function raises features.Unusable for the first clip that no sign can be read from.
    """

    def embed(clips: Sequence[Clip]) -> FloatArray:
        windows = [views(clip, mirror_average=mirror_average) for clip in clips]
        found = keras.ops.convert_to_numpy(encoder(np.concatenate(windows), training=False))
        return average_views(found, len(clips))

    return embed
