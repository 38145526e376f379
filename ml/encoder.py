"""The encoder: a window of features becomes a point on a sphere, where a sign lies close."""

from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

from ml.features import FEATURES, STEPS

EMBEDDING: Final = 128


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The shape of the network; the defaults have 0.8 million weights."""

    width: int = 128
    kernel: int = 5
    stride: int = 2
    lstm: int = 180
    layers: int = 2
    dropout: float = 0.25
    embedding: int = EMBEDDING


def build_encoder(
    config: EncoderConfig, mean: npt.NDArray[np.float32], deviation: npt.NDArray[np.float32]
) -> keras.Model:
    """Features (N, STEPS, FEATURES) → unit embeddings (N, embedding).

    `mean` and `deviation` (FEATURES,) are the training set's and become part of the network, so
    that nobody after it has to know them.
    """
    window = keras.Input((STEPS, FEATURES), name="features")
    x = layers.Normalization(mean=mean, variance=np.square(deviation), name="standardise")(window)
    x = layers.Dense(config.width, activation="silu", name="mix")(x)
    x = layers.Dropout(config.dropout)(x)
    x = layers.Conv1D(
        config.width, config.kernel, config.stride, padding="same", activation="silu", name="motion"
    )(x)
    x = layers.LayerNormalization()(x)
    for number in range(config.layers):
        x = layers.LSTM(config.lstm, return_sequences=True, name=f"lstm_{number + 1}")(x)
        x = layers.Dropout(config.dropout)(x)
    attention = layers.Softmax(axis=1)(layers.Dense(1, name="attention")(x))
    pooled = layers.Dot(axes=(1, 1), name="attend")([attention, x])
    pooled = layers.Flatten()(pooled)
    x = layers.Concatenate()([pooled, layers.GlobalMaxPooling1D()(x)])
    x = layers.Dropout(config.dropout)(x)
    x = layers.Dense(config.embedding, name="project")(x)
    return keras.Model(window, layers.UnitNormalization(name="embedding")(x), name="sign_encoder")


@keras.saving.register_keras_serializable("signlingo")
class CosineHead(layers.Layer):
    """Embeddings (N, E) → cosines with one direction a class (N, classes). For training only."""

    def __init__(self, classes: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.classes = classes

    def build(self, input_shape: tuple[int, ...]) -> None:
        """Make the directions."""
        self.directions = self.add_weight(
            shape=(input_shape[-1], self.classes), initializer="glorot_normal", name="directions"
        )

    def call(self, embeddings: Any) -> Any:
        """Cosines in [-1, 1]."""
        return ops.matmul(embeddings, ops.normalize(self.directions, axis=0))

    def get_config(self) -> dict[str, Any]:
        """What a checkpoint needs to make it again."""
        return {**super().get_config(), "classes": self.classes}


@keras.saving.register_keras_serializable("signlingo")
class CosineLoss(keras.losses.Loss):
    """Cross-entropy over scaled cosines with a margin, among the classes of the clip's own set.

    y_true (N, 2) whole numbers: class and set. `members` (sets, classes) says which classes a set
    holds: a sign is never told apart from another set's signs, since that could be done by the
    camera alone. Additive margin: Wang et al., "Additive Margin Softmax", 2018.
    """

    def __init__(
        self,
        members: Any,
        scale: float = 18.0,
        margin: float = 0.1,
        smoothing: float = 0.1,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.members = np.asarray(members, np.float32)
        self.scale, self.margin, self.smoothing = scale, margin, smoothing

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """One loss a clip, (N,)."""
        label = ops.one_hot(ops.cast(y_true[:, 0], "int32"), self.members.shape[1])
        member = ops.take(
            ops.convert_to_tensor(self.members), ops.cast(y_true[:, 1], "int32"), axis=0
        )
        logits = self.scale * (y_pred - self.margin * label) - 1e4 * (1 - member)
        target = (1 - self.smoothing) * label
        target += self.smoothing * member / ops.sum(member, axis=-1, keepdims=True)
        return -ops.sum(target * ops.log_softmax(logits, axis=-1), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """What a checkpoint needs to make it again."""
        own = {"scale": self.scale, "margin": self.margin, "smoothing": self.smoothing}
        return {**super().get_config(), "members": self.members.tolist(), **own}
