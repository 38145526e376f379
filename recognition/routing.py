"""Which consumer answers which socket and which channel."""

from channels.routing import ChannelNameRouter
from django.urls import path

from recognition.consumers import PracticeConsumer
from recognition.protocol import SOCKET
from recognition.worker import CHANNEL, InferenceConsumer

websocket_urlpatterns = [path(SOCKET.removeprefix("/"), PracticeConsumer.as_asgi())]

channel_consumers = ChannelNameRouter({CHANNEL: InferenceConsumer.as_asgi()})
