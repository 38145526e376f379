"""The headers that bound what a page may do are on every answer."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_scripts_come_from_us_alone(client: Client) -> None:
    policy = client.get("/health/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "http" not in policy


def test_only_the_camera_may_be_asked_for(client: Client) -> None:
    policy = client.get("/health/")["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "microphone=()" in policy


def test_nobody_frames_us(client: Client) -> None:
    answer = client.get("/health/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
