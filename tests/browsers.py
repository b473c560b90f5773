"""Browsers of the tests in which somebody is signed in: the session says so, without the steps of signing in.

Signing in itself is tested in tests/access/test_sign_in.py and test_second_step.py; the journeys do it for real.
"""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from access.confirmation import SESSION_CONFIRMED, SESSION_SIGNED_IN
from access.context import acting
from access.factors.rules import code_at, step_at
from access.models import AuthenticatorApp, User
from access.sessions import SESSION_FACTOR
from config.demo.accounts import demo_secret


def enter(client: Client, user: Any, *, confirmed: bool = True) -> Client:
    """Signed in as this user, as the database has them now, with the second factor shown (and just confirmed)."""
    with acting(organisation_id=None, user_id=user.pk):
        client.force_login(User.objects.get(pk=user.pk))
    session = client.session
    session[SESSION_FACTOR] = int(time.time())
    session[SESSION_SIGNED_IN] = session[SESSION_CONFIRMED] = int(time.time()) if confirmed else 0
    session.save()
    return client


def fresh_code(username: str) -> str:
    """The code this person's app shows now, as if none had been used in this half minute."""
    user = User.objects.get(username=username)
    with acting(organisation_id=None, user_id=user.pk):
        AuthenticatorApp.objects.filter(user=user).update(last_step=0)
    return code_at(demo_secret(username), step_at(time.time()))
