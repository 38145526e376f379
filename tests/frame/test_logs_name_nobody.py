"""Log lines hold routes and types of errors, never what a person typed or who she is."""

import io
import logging

import pytest
from django.http import Http404, HttpRequest, HttpResponseNotFound
from django.test import RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from signlingo.logs import RoutesNotPaths, WithoutValues


def logged(show_values: bool = False) -> tuple[logging.Logger, io.StringIO]:
    """Return a logger set up as in the settings, and what it writes to."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutValues("%(message)s", show_values=show_values))
    handler.addFilter(RoutesNotPaths())
    logger = logging.Logger("django.request")  # noqa: LOG001
    logger.addHandler(handler)
    return logger, stream


def request(path: str, route_of: str) -> HttpRequest:
    asked = RequestFactory().get(path)
    asked.resolver_match = resolve(route_of)
    return asked


def test_an_error_keeps_its_place_and_loses_its_message() -> None:
    logger, stream = logged()
    try:
        try:
            raise KeyError("canary-Lan")
        except KeyError as error:
            raise ValueError("canary-Minh") from error
    except ValueError:
        logger.exception("Failed")
    assert "canary" not in stream.getvalue().replace('raise KeyError("canary-Lan")', "").replace(
        'raise ValueError("canary-Minh") from error', ""
    )
    assert "builtins.ValueError" in stream.getvalue()
    assert "builtins.KeyError" in stream.getvalue()
    assert __file__ in stream.getvalue()


def test_a_developer_sees_the_message() -> None:
    logger, stream = logged(show_values=True)
    try:
        raise Http404("canary-" + "Lan")
    except Http404:
        logger.exception("Failed")
    assert "canary-Lan" in stream.getvalue()


@pytest.mark.parametrize("path", ["/canary-ABCD2345/", "/canary%s/", "/canary{0}/"])
def test_a_path_becomes_its_route(path: str) -> None:
    logger, stream = logged()
    log_response(
        "%s: %s",
        "Not Found",
        path,
        response=HttpResponseNotFound(),
        request=request(path, route_of="/health/"),
        logger=logger,
    )
    assert stream.getvalue().strip() == "Not Found: /health/"
