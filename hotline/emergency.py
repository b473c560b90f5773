"""The numbers an operator may have to say aloud. Check them for your city before the first shift."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NUMBERS = (("112", _("All emergencies")), ("102", _("Police")), ("103", _("Ambulance")))
