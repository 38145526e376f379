"""The entrance for pages and sockets: sockets only from our own pages, with the session's user."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signlingo.settings")
pages = get_asgi_application()  # sets Django up: what follows imports models

from django.conf import settings  # noqa: E402

from recognition.routing import channel_consumers, websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        # Whole origins: AllowedHostsOriginValidator would accept any scheme and port.
        "websocket": OriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns)), settings.ORIGINS
        ),
        "channel": channel_consumers,
    }
)
