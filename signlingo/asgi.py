"""The entrance for pages and sockets: sockets only from our own pages, with the session's user."""

import gc
import os
from typing import Any
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator, WebsocketDenier
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signlingo.settings")
pages = get_asgi_application()  # sets Django up: what follows imports models

from django.conf import settings  # noqa: E402

from recognition.routing import channel_consumers, websocket_urlpatterns  # noqa: E402


class OwnPages(OriginValidator):  # type: ignore[misc]  # channels has no types
    """Lets in pages of whole origins; AllowedHostsOriginValidator takes any scheme and port."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Refuse an Origin that is none, such as a port of letters, where Channels would fail."""
        try:
            for name, value in scope["headers"]:
                if name == b"origin":
                    _ = urlsplit(value.decode("latin1")).port
        except ValueError:
            return await WebsocketDenier()(scope, receive, send)
        return await super().__call__(scope, receive, send)


# What is loaded by now stays. Walking through it again would hold every frame up for 50 ms.
gc.collect()
gc.freeze()

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": OwnPages(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.ORIGINS
        ),
        "channel": channel_consumers,
    }
)
