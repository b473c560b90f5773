"""Adds synthetic cases to a demo installation."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from config.demo.load import AlreadyLoaded, load_cases, prepare_ground
from config.demo.reports import publish_demo_reports
from config.demo.scene import play_scene
from config.demo.tasks import promise_reports

WITH_REPORTS = 2000  # a demo to look at has reports; a large load to measure has none


class Command(BaseCommand):
    help = "Add N synthetic cases over M months, reproducibly by seed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=400)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cases"] < 1 or options["months"] < 1:
            raise CommandError("--cases and --months must be at least 1.")
        began = time.monotonic()
        try:
            with transaction.atomic():
                rows = load_cases(
                    number=options["cases"], months=options["months"], seed=options["seed"], until=timezone.localdate()
                )
                play_scene(prepare_ground())
        except AlreadyLoaded as problem:
            raise CommandError("These cases are already there. Choose another --seed to add more.") from problem
        took = time.monotonic() - began
        if options["cases"] <= WITH_REPORTS:
            publish_demo_reports(first_only=True)
            promise_reports()
        self.stdout.write(f"{options['cases']} cases ({rows} rows) in {took:.1f} s")
