"""Makes an organisation with its first account, on an installation that starts empty."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access.actions import first_password
from access.models import Membership, Organisation, OrganisationKind, User
from access.roles import Role


class Command(BaseCommand):
    help = "Make an organisation and the account of its director and administrator; prints the first password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.NGO.value)
        parser.add_argument("--time-zone", default="Asia/Almaty", choices=sorted(available_timezones()), metavar="ZONE")
        parser.add_argument("--admin", required=True, help="user name of the first person")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.filter(code=options["code"]).exists():
            raise CommandError("There is already an organisation with this code.")
        if User.objects.filter(username=options["admin"].lower()).exists():
            raise CommandError("This user name is taken.")
        organisation = Organisation.objects.create(code=options["code"], name=options["name"], kind=options["kind"], time_zone=options["time_zone"])
        password = first_password()
        user = User.objects.create_user(options["admin"].lower(), password, display_name=options["admin"], must_change_password=True)
        roles = {"donor": [Role.DONOR], "partner": [Role.PARTNER]}.get(options["kind"], [Role.DIRECTOR, Role.ADMINISTRATOR])
        Membership.objects.create(organisation=organisation, user=user, roles=sorted(role.value for role in roles))
        self.stdout.write(f"{options['admin'].lower()}  {password}  (shown once; another is chosen at the first sign-in)")
