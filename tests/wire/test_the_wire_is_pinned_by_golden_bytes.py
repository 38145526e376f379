"""The server's half of the wire against the bytes that the page's half is pinned to as well."""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from recognition import protocol

HERE = Path(__file__).parent


def golden(name: str) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return values


def points(message: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    missing = [np.nan, np.nan]
    return np.array([[p or missing for p in f["points"]] for f in message["frames"]])


@pytest.mark.parametrize("message", golden("frames.json"), ids=lambda m: m["name"])
def test_golden_frames_are_read(message: dict[str, Any]) -> None:
    frames = protocol.parse_frames((HERE / message["file"]).read_bytes())
    assert (frames.seq, frames.flush, frames.light) == (
        message["seq"],
        message["flush"],
        message["light"],
    )
    assert frames.aspect == pytest.approx(message["aspect"])
    assert frames.times.tolist() == [f["time"] for f in message["frames"]]
    held = points(message).clip(-32_767 / 8_192, 32_767 / 8_192)
    np.testing.assert_allclose(frames.xy, held, atol=1 / 16_384 + 1e-6)


@pytest.mark.parametrize("message", golden("frames.json"), ids=lambda m: m["name"])
def test_golden_frames_are_written(message: dict[str, Any]) -> None:
    frames = protocol.Frames(
        seq=message["seq"],
        times=np.array([f["time"] for f in message["frames"]], np.int64),
        xy=points(message).astype(np.float32),
        aspect=message["aspect"],
        light=message["light"],
        flush=message["flush"],
    )
    assert protocol.encode_frames(frames) == (HERE / message["file"]).read_bytes()


@pytest.mark.parametrize("message", golden("messages.json"), ids=lambda m: m["name"])
def test_golden_messages_are_spoken(message: dict[str, Any]) -> None:
    if message["from"] == "client":
        assert protocol.encode(protocol.parse_text(message["text"])) == message["text"]
    else:
        assert protocol.encode(server_message(message["value"])) == message["text"]


@pytest.mark.parametrize("message", golden("refused.json"), ids=lambda m: m["name"])
def test_golden_nonsense_is_refused_by_its_code(message: dict[str, Any]) -> None:
    with pytest.raises(protocol.ProtocolError) as refusal:
        parse(message)
    assert refusal.value.code == message["code"]


def parse(message: dict[str, Any]) -> object:
    if "text" in message:
        return protocol.parse_text(message["text"])
    return protocol.parse_frames(base64.b64decode(message["base64"]))


def server_message(value: dict[str, Any]) -> protocol.ServerMessage:
    kinds: dict[str, Any] = {
        kind.type: kind
        for kind in (
            protocol.Welcome,
            protocol.Ready,
            protocol.Watching,
            protocol.VerdictMessage,
            protocol.Problem,
        )
    }
    fields = {name: field for name, field in value.items() if name != "type"}
    if "attempt" in fields:
        fields["attempt"] = UUID(fields["attempt"])
    if "seen" in fields:
        fields["seen"] = protocol.Seen(**fields["seen"])
    if "evidence" in fields:
        fields["evidence"] = protocol.EvidenceSeen(**fields["evidence"])
    message: protocol.ServerMessage = kinds[value["type"]](**fields)
    return message
