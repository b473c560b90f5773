"""How files are shown."""

from __future__ import annotations

from casework.attachments.models import Attachment

TONES = {"ready": "good", "waiting": "warn", "infected": "bad", "removed": "plain"}
WITH_CASE = Attachment.objects.select_related("case__person", "added_by")
