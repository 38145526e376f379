"""The task queue: over Redis where there is one, else each task runs at once."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signlingo.settings")

app = Celery("signlingo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task  # type: ignore[untyped-decorator]
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    from django.core.management import call_command

    call_command("clearsessions")
