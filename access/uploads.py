"""What is sent stays in memory: nothing of it is ever written to the disk in clear, and no more than the limit is taken."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile

LARGEST_FILE = 10 * 1024 * 1024


class MemoryOnly(MemoryFileUploadHandler):
    """Takes a file into memory, and drops one that is larger than the limit while it is still coming."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.taken = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.taken += len(raw_data)
        if self.taken > LARGEST_FILE:
            self.file.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)
