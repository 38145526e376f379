"""A server that gives every attempt the verdict that the test wants to look at."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import WebSocketRoute

OUTCOMES = {
    "correct": (None, "asl/APPLE"),
    "almost": (None, "asl/APPLE"),
    "another": (None, "asl/DOG"),
    "unseen": ("hands", None),
}


def says(outcome: str) -> Callable[[WebSocketRoute], None]:
    """A server that gives every attempt this verdict."""
    reason, closest = OUTCOMES[outcome]

    def serve(socket: WebSocketRoute) -> None:
        def hear(message: str | bytes) -> None:
            if isinstance(message, bytes):
                return
            asked: dict[str, Any] = json.loads(message)
            if asked["type"] == "hello":
                socket.send(json.dumps({"type": "welcome", "protocol": 1, "release": "test"}))
                return
            about = {"attempt": asked["attempt"]}
            socket.send(json.dumps({"type": "ready", "sign": asked["sign"], **about}))
            evidence = {"takes": 9, "signers": 4, "level": "judged"}
            verdict = {"outcome": outcome, "reason": reason, "closest": closest}
            more = {"similarity": 0.8, "margin": 0.2, "evidence": evidence, "stored": True}
            socket.send(json.dumps({"type": "verdict", **about, **verdict, **more}))

        socket.on_message(hear)

    return serve
