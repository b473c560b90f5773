"""The wiring as a Django app: makes our Celery app the current one wherever Django runs."""

from __future__ import annotations

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Tasks declared with shared_task go to this app's broker."""
        from config import celery, safety  # noqa: F401  (importing them makes the app current and registers the checks)
