"""What the pages about suspects read together with a mention."""

from __future__ import annotations

from casework.suspects.models import SuspectMention

MENTIONS = SuspectMention.objects.select_related("suspect", "case__person")
