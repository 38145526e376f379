"""Brings the database up to this version: tables, course, what the recogniser knows of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py prepare`: after every install and upgrade; doing it twice changes nothing."""

    help = "Migrate the database, then load the course and the release."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --demo."""
        parser.add_argument(
            "--demo", action="store_true", help="make the demo school too, and say who can sign in"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do each part in the order that the next one needs."""
        call_command("migrate", verbosity=0, skip_checks=True)
        for command in ("load_course", "load_release", *(["demo_school"] * options["demo"])):
            call_command(command, skip_checks=True, stdout=self.stdout)
