"""Tells the course which of its signs the release knows, and from how many takes by how many."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.artifact import ArtifactError
from recognition.services import load_release


class Command(BaseCommand):
    """Run it after the course or the release has changed; running it twice changes nothing."""

    help = "Fills in how well the release knows each sign of the course."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many signs can be practised in each course."""
        try:
            known = load_release()
        except ArtifactError as error:
            raise CommandError(str(error)) from error
        for language, (practisable, total) in sorted(known.items()):
            self.stdout.write(f"{language}: {practisable} of {total} signs can be practised.")
