"""For whoever runs the server: the last person who manages members lost the password or the second factor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from access.actions import first_password
from access.actors import system_actor
from access.audit import record
from access.context import put, signed
from access.events import Event
from access.models import AuthenticatorApp, Membership, Passkey, RecoveryCode, User


class Command(BaseCommand):
    help = "Give an account a new first password, remove its second factor, or both. It is on record; all its sessions end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="print a new first password")
        parser.add_argument("--factors", action="store_true", help="remove app, passkeys and recovery codes")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["password"] or options["factors"]):
            raise CommandError("Say what to reset: --password, --factors, or both.")
        user = User.objects.filter(username=options["username"].strip().lower()).first()
        if user is None:
            raise CommandError("There is no such account.")
        if options["factors"]:
            for model in (AuthenticatorApp, Passkey, RecoveryCode):
                model.objects.filter(user=user).delete()
            self._tell(user, Event.FACTOR_RESET)
        if options["password"]:
            password = first_password()
            user.set_password(password)
            user.must_change_password = True
            user.save(update_fields=["password", "must_change_password"])
            self._tell(user, Event.PASSWORD_RESET)
            self.stdout.write(f"{password}  (shown once; another is chosen at the next sign-in)")
        self.stdout.write("Done. Every session of this account has ended.")

    def _tell(self, user: User, event: Event) -> None:
        """On record in every organisation the person works for, as done by the system."""
        for membership in Membership.objects.filter(user=user, ended_at=None).select_related("organisation"):
            membership.signed_out_at = timezone.now()
            membership.save(update_fields=["signed_out_at"])
            put(signed(membership.organisation_id, None))
            record(event, by=system_actor(membership.organisation), target=membership)
