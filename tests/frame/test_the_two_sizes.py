"""What the environment chose is really used: SQLite in WAL here, PostgreSQL and Redis there."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.laptop
class TestLaptop:
    """Nothing but Python."""

    @pytest.mark.django_db(transaction=True)
    def test_readers_do_not_wait_for_a_writer(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)

    def test_a_transaction_takes_its_lock_at_once(self) -> None:
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"

    def test_tasks_run_at_once(self) -> None:
        assert settings.CELERY_TASK_ALWAYS_EAGER


@pytest.mark.full
class TestServer:
    """PostgreSQL, Redis and Celery."""

    @pytest.mark.django_db
    def test_the_database_is_postgresql_with_a_pool(self) -> None:
        assert connection.vendor == "postgresql"
        assert connection.settings_dict["OPTIONS"]["pool"]
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        assert connection.settings_dict["CONN_MAX_AGE"] == 0
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)

    def test_the_channel_layer_is_redis_and_waits_for_messages(self) -> None:
        layer = get_channel_layer()
        assert type(layer).__name__ == "RedisChannelLayer"
        assert all(host["socket_timeout"] is None for host in layer.hosts)

    async def test_a_message_crosses_the_layer(self) -> None:
        layer = get_channel_layer()
        name = await layer.new_channel()
        await layer.send(name, {"type": "window", "bytes": b"\x00\xff"})
        assert await layer.receive(name) == {"type": "window", "bytes": b"\x00\xff"}

    def test_the_cache_is_shared(self) -> None:
        assert "redis" in type(cache._connections[cache._alias]).__module__  # type: ignore[attr-defined]

    @pytest.mark.django_db
    def test_health_asks_both(self, client: Client) -> None:
        answer = client.get("/health/").json()
        assert answer["database"] is True
        assert answer["cache"] is True

    @pytest.mark.slow
    @pytest.mark.django_db(transaction=True)
    def test_a_worker_process_does_a_task(self) -> None:
        from signlingo.celery import clear_sessions

        Session.objects.create(
            session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1)
        )
        database = connection.settings_dict
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(database)
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "signlingo", "worker", "--pool", "solo"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            clear_sessions.delay()
            until = time.monotonic() + 60
            while Session.objects.exists() and time.monotonic() < until:
                time.sleep(0.2)
            assert not Session.objects.exists()
        finally:
            worker.terminate()
            worker.wait(timeout=30)
