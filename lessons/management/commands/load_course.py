"""manage.py load_course: the courses that ship with the project, into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.curriculum import COURSE_DIR, CourseError, read_course
from lessons.loading import load_course


class Command(BaseCommand):
    """Load the courses."""

    help = "Loads the courses (or the given course files); a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="course files; none: all that ship")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="take the file's words where a person has changed them in the admin",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            courses = [
                read_course(path) for path in options["files"] or sorted(COURSE_DIR.glob("*.json"))
            ]
        except CourseError as error:
            raise CommandError(str(error)) from error
        for course in courses:
            loaded = load_course(course=course, overwrite=options["overwrite"])
            if not options["verbosity"]:
                continue
            self.stdout.write(
                f"{course.language}: {len(course.signs)} signs;"
                f" {loaded.created} rows made, {loaded.updated} changed"
            )
            for line in loaded.kept:
                self.stdout.write(f"  kept as changed here: {line}")
