"""Fixtures for every room; the cast only where Django is (the training environment has none)."""

from importlib.util import find_spec

pytest_plugins = ["tests.machine"]
if find_spec("django"):
    pytest_plugins += ["tests.quick", "tests.cast"]
