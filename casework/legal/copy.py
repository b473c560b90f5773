"""The copy that is handed over: chosen parts of a file as PDF, every page marked with who asked and who agreed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import matplotlib
import typst
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.approvals.models import Approval
from access.models import Organisation
from casework.legal.models import LegalRequest
from casework.referrals.package import package_content
from casework.referrals.presenters import sections

_TEMPLATE = Path(__file__).with_name("copy.typ")
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def render_copy(legal: LegalRequest, approval: Approval, organisation: Organisation) -> bytes:
    """PDF of exactly the groups that were approved; nothing else of the file is read."""
    assert legal.case is not None
    groups: list[str] = list(approval.details["groups"])
    told = sections(package_content(legal.case, groups))
    moment = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    document = {
        "language": translation.get_language() or "ru",
        "organisation": organisation.name,
        "title": _("Copy from the file %(code)s") % {"code": legal.case.code},
        "mark": _("Copy %(code)s · made %(moment)s · for the addressee only") % {"code": legal.code, "moment": moment},
        "facts": [
            [_("Ground"), str(legal.get_ground_display())],
            [_("Asked by"), approval.requested_by.display_name],
            [_("Agreed by"), approval.decided_by.display_name if approval.decided_by else ""],
        ],
        "sections": [{"label": str(one.label), "rows": [[str(label), value] for label, value in one.rows]} for one in told],
    }
    made = typst.compile(
        _TEMPLATE, format="pdf", font_paths=[_FONTS], ignore_system_fonts=True,
        sys_inputs={"copy": json.dumps(document, ensure_ascii=False)}, timestamp=datetime(2000, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
