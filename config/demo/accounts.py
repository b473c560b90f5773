"""The organisations of the demo and one invented person for every role in two organisations of each kind.

The organisations bear names from public sources; the people are invented and marked as such.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from access.context import acting
from access.factors.rules import code_at, secret_text, step_at
from access.factors.seal import open_for, seal_for
from access.models import AuthenticatorApp, Membership, Organisation, OrganisationKind, User
from access.roles import Role

MARK = "(demo)"
STAFF = tuple(role for role in Role if role not in {Role.DONOR, Role.PARTNER})


@dataclass(frozen=True)
class DemoOrganisation:
    code: str
    name: str
    kind: str
    region: str
    roles: tuple[Role, ...]
    partner_type: str = ""


ORGANISATIONS = (
    DemoOrganisation("rodnik", "Rodnik", OrganisationKind.NGO, "KZ-75", STAFF, "ngo"),
    DemoOrganisation("sana-sezim", "Sana Sezim", OrganisationKind.NGO, "KZ-79", STAFF, "ngo"),
    DemoOrganisation(
        "police-almaty", "Police unit, Almaty (demo)", OrganisationKind.PARTNER, "KZ-75", (Role.PARTNER,), "anti_trafficking_unit"
    ),
    DemoOrganisation("clinic-shymkent", "Clinic, Shymkent (demo)", OrganisationKind.PARTNER, "KZ-79", (Role.PARTNER,), "health"),
    DemoOrganisation("fund-aurora", "Aurora Fund (demo)", OrganisationKind.DONOR, "", (Role.DONOR,)),
    DemoOrganisation("fund-meridian", "Meridian Fund (demo)", OrganisationKind.DONOR, "", (Role.DONOR,)),
)
GIVEN_NAMES = ("Aigul", "Botagoz", "Dana", "Erlan", "Farida", "Gulnar", "Ilyas", "Kamila", "Marat", "Nazira", "Olzhas", "Saule", "Timur", "Umit", "Zarina")


def demo_username(organisation: str, role: Role) -> str:
    return f"{organisation}.{role.value.replace('_', '-')}"


def demo_password(username: str) -> str:
    """A password of this installation alone: known to who can read its secret key, guessable by nobody."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo|{username}".encode(), hashlib.sha256).hexdigest()
    return f"demo-{digest[:5]}-{digest[5:10]}-{digest[10:15]}"


def demo_secret(username: str) -> bytes:
    """The secret of the second factor: of this installation alone, as the password."""
    return hmac.new(settings.SECRET_KEY.encode(), f"demo-factor|{username}".encode(), hashlib.sha256).digest()[:20]


def create_organisations() -> dict[str, Organisation]:
    """The six organisations of the demo, made once."""
    for spec in ORGANISATIONS:
        Organisation.objects.get_or_create(
            code=spec.code,
            defaults={"name": spec.name, "kind": spec.kind, "region": spec.region, "partner_type": spec.partner_type},
        )
    return {organisation.code: organisation for organisation in Organisation.objects.all()}


def create_accounts(organisations: dict[str, Organisation]) -> None:
    """One account per role and organisation, made once; each works in the language its region speaks most."""
    known = set(User.objects.values_list("username", flat=True))
    for spec in ORGANISATIONS:
        for number, role in enumerate(spec.roles):
            username = demo_username(spec.code, role)
            if username in known:
                give_factor(User.objects.get(username=username))
                continue
            user = User.objects.create(
                username=username,
                display_name=f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {MARK}",
                password=make_password(demo_password(username)),
                language="ru",
            )
            Membership.objects.create(organisation=organisations[spec.code], user=user, roles=[role.value])
            give_factor(user)


def give_factor(user: User) -> None:
    """An authenticator app, as if the person had set one up."""
    sealed = seal_for(user.pk, "app", demo_secret(user.username))
    AuthenticatorApp.objects.get_or_create(user=user, defaults={"secret": sealed})


def app_of(user: User) -> AuthenticatorApp | None:
    with acting(organisation_id=None, user_id=user.pk):
        return AuthenticatorApp.objects.filter(user=user).first()


def secret_of(user: User) -> bytes | None:
    """The secret as it is now: the person may have moved to another phone since."""
    app = app_of(user)
    return open_for(user.pk, "app", bytes(app.secret)) if app else None


def demo_code(username: str) -> str | None:
    """The code this account is to type now: of this half minute, or of the next when this one was used. None: no such account."""
    user = User.objects.filter(username=username, display_name__endswith=MARK).first()
    app = app_of(user) if user else None
    if user is None or app is None:
        return None
    return code_at(open_for(user.pk, "app", bytes(app.secret)), max(step_at(time.time()), app.last_step + 1))


def demo_accounts() -> list[dict[str, str | None]]:
    """What `demo_accounts --json` prints. Empty on an installation without demo people."""
    marked = {user.username: user for user in User.objects.filter(display_name__endswith=MARK)}
    return [
        {
            "username": username,
            "password": demo_password(username),
            "totp_secret": secret_text(secret) if (secret := secret_of(marked[username])) else None,
            "role": role.value,
            "organisation": spec.code,
        }
        for spec in ORGANISATIONS
        for role in spec.roles
        if (username := demo_username(spec.code, role)) in marked
    ]
