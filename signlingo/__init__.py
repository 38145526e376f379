"""The frame: settings, addresses, entrances and the services around the rooms."""

__version__ = "0.1.0"
