"""Serves pages and sockets with daphne, under this project's limits, after the checks."""

import os
import socket
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# The practice socket's own limit is 4 kB a message. This one, a little above it, is the server's:
# what is larger is refused before it is in memory.
LARGEST_MESSAGE: Final = 16 * 1024


def refuse_a_taken_port(address: str, port: int) -> None:
    """Raise `CommandError` with what to do where `address` cannot be listened on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as daphne does
        try:
            listener.bind((address, port))
        except OSError as error:
            raise CommandError(
                f"{address}:{port} cannot be listened on ({error.strerror}). Stop what is there, "
                f"or choose another port, such as PORT={port + 1}."
            ) from error


class Command(BaseCommand):
    """`manage.py serve`: the web process of every size."""

    help = "Serve the site with daphne."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--bind", default="127.0.0.1", help="address (default: %(default)s)")
        parser.add_argument("--port", type=int, default=settings.ENV["PORT"], help="TCP port")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until a signal ends it."""
        from daphne.cli import CommandLineInterface

        refuse_a_taken_port(options["bind"], options["port"])
        self.stdout.write(f"SignLingo answers at {settings.ORIGINS[0]} (Ctrl-C stops it)")
        self.stdout.flush()
        arguments = f"--bind {options['bind']} --port {options['port']} --no-server-name"
        arguments += f" --websocket-max-message-size {LARGEST_MESSAGE}"
        arguments += f" --websocket-max-frame-size {LARGEST_MESSAGE}"
        arguments += " --ping-interval 15 --ping-timeout 15 --http-timeout 60"
        # An access log would hold people's addresses and their class's code.
        arguments += f" --verbosity 0 --access-log {os.devnull}"
        CommandLineInterface().run([*arguments.split(), "signlingo.asgi:application"])
