"""Measures pages, search and saving on invented installations of 10,000 and 100,000 cases; prints JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Measure Pana on throw-away installations (default: 10,000 and 100,000 cases) and print the figures as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", default="10000,100000", help="sizes of the installations, separated by commas")
        parser.add_argument("--repeat", type=int, default=20, help="how often each page is asked for")
        parser.add_argument("--here", action="store_true", help="measure this installation as it is (it must be a demo)")

        parser.add_argument("--disclosure", action="store_true", help="measure deciding what may be published: time, share printed, memory")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["disclosure"]:
            from config.bench.disclosure import measure_disclosure

            self.stdout.write(json.dumps(measure_disclosure(), ensure_ascii=False, indent=2))
            return
        if options["here"]:
            self.stdout.write(json.dumps(self._measure_here(options["repeat"]), ensure_ascii=False, indent=2))
            return
        sizes = [int(size) for size in str(options["cases"]).split(",")]
        figures = {str(size): self._measure_size(size, options["repeat"]) for size in sizes}
        self.stdout.write(json.dumps({"sizes": figures}, ensure_ascii=False, indent=2))

    def _measure_here(self, repeat: int) -> list[dict[str, Any]]:
        from config.bench.pages import measure, measured_things

        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        return [measure(thing, repeat=repeat) for thing in measured_things()]

    def _measure_size(self, size: int, repeat: int) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="pana-bench-") as folder:
            run = Beside(Path(folder) / "var")
            run("prepare")
            began = time.monotonic()
            run("demo", "--cases", str(size), "--months", "60", "--seed", "1")
            loaded = time.monotonic() - began
            pages = json.loads(run("bench", "--here", "--repeat", str(repeat)))
        return {"cases": size, "demo_seconds": round(loaded, 1), "pages": pages}


class Beside:
    """Runs commands of this program on another data folder."""

    def __init__(self, var: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANA_", "DATABASE_", "CELERY_")) and k != "SECRET_KEY"}
        self.environment = kept | {"PANA_VAR": str(var)}

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CommandError(f"{' '.join(arguments)} failed: {done.stderr.strip()[-400:]}")
        return done.stdout
