"""Keeps people out of the logs: routes instead of paths, and tracebacks without values."""

import logging
import traceback
from types import TracebackType


class RoutesNotPaths(logging.Filter):
    """Replaces the requested path, which may hold a class code, by the route that matched it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a request's record; drop none."""
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            match = getattr(request, "resolver_match", None)
            route = match.route if match else "(no route)"
            reason = record.getMessage().partition(":")[0]  # Django writes "Reason: path"
            record.msg, record.args = "%s: /%s", (reason, route)
        return True


class WithoutValues(logging.Formatter):
    """Writes where an exception came from and its type, not its message: messages quote data."""

    def __init__(self, *args: object, show_values: bool = False, **kwargs: object) -> None:
        """Take `show_values` beside what a Formatter takes: true only on a developer's machine."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.show_values = show_values

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the traceback, with the message of each exception left out."""
        error = ei[1]
        if self.show_values or error is None:
            return super().formatException(ei)
        lines: list[str] = []
        while error is not None:
            lines[:0] = [
                *(line.rstrip() for line in traceback.format_tb(error.__traceback__)),
                f"{type(error).__module__}.{type(error).__qualname__}",
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
