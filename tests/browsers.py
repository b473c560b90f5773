"""Browsers of the tests in which somebody is signed in: the session says so, without the steps of signing in.

Signing in itself is tested in tests/access/test_sign_in.py and test_second_step.py; the journeys do it for real.
"""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from access.confirmation import SESSION_CONFIRMED, SESSION_SIGNED_IN
from access.context import acting
from access.models import User


def enter(client: Client, user: Any, *, confirmed: bool = True) -> Client:
    """Signed in as this user, as the database has them now, with the second factor shown (and just confirmed)."""
    with acting(organisation_id=None, user_id=user.pk):
        client.force_login(User.objects.get(pk=user.pk))
    session = client.session
    session[SESSION_SIGNED_IN] = session[SESSION_CONFIRMED] = int(time.time()) if confirmed else 0
    session.save()
    return client
