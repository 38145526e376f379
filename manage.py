#!/usr/bin/env python
"""The command line: `python manage.py help` lists what it does."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signlingo.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("Django is missing from this Python. Run `make install`, then .venv/bin/python.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
