"""What every request learns from who is asking: her language, and the pages that are not hers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control

from accounts.models import Language, User

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonLanguage:
    """Answers in the person's own language; before sign-in in the one chosen here, else Vietnamese.

    The browser's Accept-Language is not asked: most school computers speak English to a class that
    does not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request` in one language from here inwards."""
        language = language_of(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SharedDevice:
    """Keeps a person's pages out of every cache, and adults' account pages from children."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid every cache to keep what was answered to somebody signed in."""
        # Asked before the view: signing out makes the person a stranger, her page stays hers.
        somebody = request.user.is_authenticated
        response = self.get_response(request)
        if somebody or request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        """Raise Http404 where a child asks for an adult's account page (e-mail, password …)."""
        match = request.resolver_match
        name = (match.url_name if match else None) or ""
        is_account_page = name.startswith("account_") and name != "account_logout"
        if is_account_page and isinstance(request.user, User) and request.user.is_child:
            raise Http404


def language_of(request: HttpRequest) -> str:
    """The language to answer `request` in."""
    if isinstance(request.user, User):
        return request.user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in Language.values else settings.LANGUAGE_CODE
