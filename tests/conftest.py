"""Fixtures for every room; the cast only where Django is (the training environment has none)."""

from importlib.util import find_spec

pytest_plugins = ["tests.cast"] if find_spec("django") else []
