"""Channels' `runworker`, which for the inference channel loads the encoder before it listens."""

from typing import Any

from channels.management.commands import runworker
from django.conf import settings
from django.core.management.base import CommandError

from recognition import release
from recognition.worker import CHANNEL


class Command(runworker.Command):  # type: ignore[misc]  # channels has no types
    """Runs workers for channels: `runworker inference` embeds windows."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Say which release runs on which device, then serve until stopped."""
        if CHANNEL in options["channels"]:
            if not settings.REDIS_URLS:
                raise CommandError("A worker is reached over Redis: set REDIS_URL.")
            served = release.current().release
            self.stdout.write(f"Inference: release {served} on {release.predictor().device}.")
            self.stdout.flush()
        super().handle(*args, **options)
