"""Whatever arrives is one of our messages or a `ProtocolError`, and what we write we read."""

import json
import struct
from contextlib import suppress
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition import protocol
from recognition.protocol import Frames, Hello, Practise, ProtocolError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
)
NEARLY = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "practise", "verdict"]) | JSON},
    optional=dict.fromkeys(("protocol", "layout", "sign", "attempt", "more"), JSON),
)
HEADERS = st.builds(
    lambda magic, version, flags, count, light, aspect, seq: struct.pack(
        "<HBBBBHI", magic, version, flags, count, light, aspect, seq
    ),
    st.sampled_from([protocol.MAGIC, 0, 65_535]),
    st.sampled_from([protocol.PROTOCOL, 0, 255]),
    st.integers(0, 3),
    st.integers(0, 18),
    st.integers(0, 255),
    st.integers(0, 65_535),
    st.integers(0, 2**32 - 1),
)
COORDINATES = st.floats(-4.5, 4.5, width=32) | st.just(float("nan"))


@st.composite
def frames(draw: st.DrawFn) -> Frames:
    count = draw(st.integers(1, protocol.FRAMES_PER_MESSAGE))
    steps = draw(st.lists(st.integers(1, 5_000), min_size=count, max_size=count))
    seed = draw(st.integers(0, 2**32 - 1))
    xy = np.random.default_rng(seed).uniform(-3.9, 3.9, (count, protocol.POINTS, 2))
    xy[draw(st.integers(0, count - 1)), draw(st.integers(0, protocol.POINTS - 1))] = draw(
        st.tuples(COORDINATES, COORDINATES)
    )
    return Frames(
        seq=draw(st.integers(0, 2**32 - 1)),
        times=np.cumsum(steps).astype(np.int64),
        xy=xy.astype(np.float32),
        aspect=draw(st.integers(200, 5_000)) / 1_000,
        light=draw(st.integers(0, 255)),
        flush=draw(st.booleans()),
    )


@given(st.text(max_size=1_100) | JSON.map(json.dumps) | NEARLY.map(json.dumps))
def test_any_text_is_a_message_or_refused(text: str) -> None:
    with suppress(ProtocolError):
        assert isinstance(protocol.parse_text(text), Hello | Practise)


@given(st.integers(0, 1_100), st.sampled_from("[{1"))
def test_depth_and_length_are_bounded(length: int, character: str) -> None:
    with pytest.raises(ProtocolError):
        protocol.parse_text(character * length)


@given(st.sampled_from(["vsl/MOM", "asl/APPLE", "vsl/GOLD-SILVER"]), st.uuids(version=4))
def test_a_practise_comes_back_as_it_was_sent(sign: str, attempt: UUID) -> None:
    message = Practise(sign, attempt)
    assert protocol.parse_text(protocol.encode(message)) == message


@given(
    st.binary(max_size=5_000)
    | st.builds(lambda head, body: head + body, HEADERS, st.binary(max_size=700))
    | st.builds(lambda head, count: head + bytes(224 * count), HEADERS, st.integers(0, 18))
)
def test_any_bytes_are_finite_ordered_frames_or_refused(data: bytes) -> None:
    try:
        message = protocol.parse_frames(data)
    except ProtocolError:
        return
    assert 1 <= len(message.times) == len(message.xy) <= protocol.FRAMES_PER_MESSAGE
    assert (np.diff(message.times) > 0).all()
    assert not np.isinf(message.xy).any()
    assert (np.isnan(message.xy[..., 0]) == np.isnan(message.xy[..., 1])).all()


@given(frames())
def test_frames_come_back_as_they_were_sent(sent: Frames) -> None:
    got = protocol.parse_frames(protocol.encode_frames(sent))
    assert (got.seq, got.flush, got.light) == (sent.seq, sent.flush, sent.light)
    assert got.aspect == pytest.approx(sent.aspect)
    assert (got.times == sent.times).all()
    held = sent.xy.clip(-32_767 / 8_192, 32_767 / 8_192)
    held[~np.isfinite(sent.xy).all(axis=-1)] = np.nan
    np.testing.assert_allclose(got.xy, held, atol=1 / 16_384 + 1e-6)


@given(frames())
def test_frames_must_follow_those_before(sent: Frames) -> None:
    data = protocol.encode_frames(sent)
    with pytest.raises(ProtocolError, match="bad_order"):
        protocol.parse_frames(data, after_time=int(sent.times[0]))
    with pytest.raises(ProtocolError, match="bad_order"):
        protocol.parse_frames(data, after_seq=sent.seq)


def test_a_sign_after_a_line_break_is_not_a_sign() -> None:
    with pytest.raises(ProtocolError, match="bad_sign"):
        protocol.parse_text(
            '{"type":"practise","sign":"vsl/MOM\\n","attempt":"6f1c1f7e-3f0e-4d53-9a3c-2f6f0f7a9b11"}'
        )
