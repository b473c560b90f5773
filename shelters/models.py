"""Shelters, their beds, who holds or sleeps in which bed, and the address that is spoken and never shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import Organisation, OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case
from casework.vocabulary.fields import CodeField
from shelters.custody.models import CustodyItem as CustodyItem
from shelters.health.models import Dose as Dose
from shelters.health.models import HealthAlert as HealthAlert
from shelters.health.models import Medicine as Medicine
from shelters.incidents.models import Incident as Incident
from shelters.incidents.models import IncidentNote as IncidentNote
from shelters.incidents.models import IncidentNotice as IncidentNotice
from shelters.incidents.models import IncidentResident as IncidentResident
from shelters.log.models import HouseEntry as HouseEntry
from shelters.log.models import HouseShift as HouseShift
from shelters.presence.models import Presence as Presence
from shelters.unmet.models import TurnAway as TurnAway
from shelters.unmet.models import WaitingEntry as WaitingEntry

if TYPE_CHECKING:
    from access.actors import Actor


class ShelterQuerySet(OrganisationQuerySet):
    def in_network(self) -> ShelterQuerySet:
        """Shelters of every organisation, by name and region: where a bed may be looked for."""
        return self.filter(is_active=True)

    def with_bed_count(self, day: date) -> ShelterQuerySet:
        """Each house with `bed_count`: the beds that exist on a day."""
        exists = Q(beds__starts_on__lte=day) & (Q(beds__ends_on=None) | Q(beds__ends_on__gt=day))
        counted: ShelterQuerySet = self.annotate(bed_count=Count("beds", filter=exists))
        return counted


class Shelter(OrganisationOwned):
    """A house. Its name, region and whom it takes are known in the network; where it stands is not."""

    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=40)
    region = CodeField(vocabulary="region", verbose_name=_("region"))
    hold_minutes = models.PositiveSmallIntegerField(_("minutes a bed is held"), default=90)
    is_active = models.BooleanField(_("open"), default=True)
    checked_at = models.DateTimeField(_("beds last checked"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ShelterQuerySet.as_manager()

    class Privacy:
        plain = (
            "id",
            "organisation",
            "created_at",
            "name",
            "code",
            "region",
            "hold_minutes",
            "is_active",
            "checked_at",
            "version",
        )

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("organisation", "code"), name="shelter_code_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shelter-detail", kwargs={"shelter_id": self.pk})


class ShelterAddress(OrganisationOwned):
    """Where the house stands. Encrypted, by role only, every look recorded, never in a list or a file."""

    shelter = models.OneToOneField(Shelter, on_delete=models.PROTECT, related_name="secret_address")
    address = EncryptedTextField(_("address"))
    way_in = EncryptedTextField(_("how to arrive"))

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("address", "way_in")
        plain = ("id", "organisation", "created_at", "shelter")

    def __str__(self) -> str:
        return str(self.pk)


class Room(OrganisationOwned):
    """A room of a house."""

    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("room"), max_length=60)

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "shelter", "name")

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("shelter", "name"), name="room_name_once")]

    def __str__(self) -> str:
        return self.name


class BedQuerySet(OrganisationQuerySet):
    def in_use_on(self, day: date) -> BedQuerySet:
        """Beds that exist on this day and are not out of service."""
        out = OutOfService.objects.filter(from_day__lte=day).filter(Q(until_day=None) | Q(until_day__gt=day))
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day)).exclude(
            pk__in=out.values("bed_id")
        )


class Bed(OrganisationOwned):
    """One bed: for whom it is, and from when until when it exists."""

    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="beds")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="beds")
    label = models.CharField(_("bed"), max_length=30)
    kind = CodeField(vocabulary="bed_kind", verbose_name=_("for whom"))
    is_accessible = models.BooleanField(_("wheelchair or ground floor"), default=False)
    has_cot = models.BooleanField(_("with a cot"), default=False)
    starts_on = models.DateField(_("in use from"), default=timezone.localdate)
    ends_on = models.DateField(_("in use until"), null=True, blank=True)

    objects = BedQuerySet.as_manager()

    class Privacy:
        plain = (
            "id",
            "organisation",
            "created_at",
            "shelter",
            "room",
            "label",
            "kind",
            "is_accessible",
            "has_cot",
            "starts_on",
            "ends_on",
        )

    class Meta:
        ordering = ("room__name", "label")
        constraints = [
            models.UniqueConstraint(fields=("room", "label"), name="bed_label_once"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="bed_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.label


class OutOfServiceQuerySet(OrganisationQuerySet):
    def current(self, day: date) -> OutOfServiceQuerySet:
        """Outages that last on a day or are still to come."""
        return self.filter(Q(until_day=None) | Q(until_day__gt=day))


class OutOfService(OrganisationOwned):
    """A bed that cannot be slept in for a while, and why."""

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="outages")
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)

    objects = OutOfServiceQuerySet.as_manager()

    class Privacy:
        plain = ("id", "organisation", "created_at", "bed", "from_day", "until_day", "reason")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gt=F("from_day")), name="outage_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Destination(models.TextChoices):
    """Where somebody went when they left the house."""

    OWN_HOME = "own_home", _("Own home")
    FAMILY = "family", _("Family or friends")
    OTHER_SHELTER = "other_shelter", _("Another shelter")
    ABROAD = "abroad", _("Home country")
    HOSPITAL = "hospital", _("Hospital")
    DETENTION = "detention", _("Place of detention")
    OTHER = "other", _("Somewhere else")
    UNKNOWN = "unknown", _("Not known")


class StayQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> StayQuerySet:
        """Stays in one's own houses for those who work there; and those of the cases one sees."""
        own = self.filter(organisation_id=actor.organisation_id)
        if actor.may(Permission.BOARD_VIEW):
            return own
        return own.filter(case_id__in=Case.objects.visible_to(actor).values("pk"))

    def present_on(self, day: date) -> StayQuerySet:
        return self.filter(arrived_on__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day))


class Stay(OrganisationOwned):
    """Somebody lives in a house from a day until a day. Leaving needs no permission."""

    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="stays")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    arrived_on = models.DateField(_("arrived on"))
    expected_until = models.DateField(_("expected until"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    leave_reason = CodeField(vocabulary="closure_reason", verbose_name=_("why they left"), blank=True, default="")
    destination = models.CharField(_("where to"), max_length=20, choices=Destination.choices, blank=True, default="")
    needs = EncryptedTextField(_("needs the house must know"), of="case.person_id")
    dangers = EncryptedTextField(_("dangers and allergies"), of="case.person_id")
    version = models.PositiveIntegerField(default=1)

    objects = StayQuerySet.as_manager()

    class Privacy:
        identifying = ("needs", "dangers")
        sensitive = ("arrived_on", "expected_until", "left_on", "leave_reason", "destination")
        plain = ("id", "organisation", "created_at", "shelter", "case", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left_on=None) | Q(left_on__gte=F("arrived_on")), name="stay_days_in_order"),
            ExclusionConstraint(
                name="stays_of_a_case_do_not_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (Func("arrived_on", "left_on", function="daterange", output_field=DateRangeField()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | ~Q(leave_reason=""), name="stay_left_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=("organisation", "arrived_on"), name="stay_by_arrival")]

    def __str__(self) -> str:
        return str(self.pk)

    def nights(self, until: date) -> int:
        """Nights slept up to a day, that day not counted."""
        end = min(self.left_on, until) if self.left_on else until
        return max(0, (end - self.arrived_on).days)


class BookingState(models.TextChoices):
    HELD = "held", _("Held")
    ACCEPTED = "accepted", _("Accepted")
    OCCUPIED = "occupied", _("Occupied")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Declined")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Ran out")


class BedNeed(models.TextChoices):
    """What somebody must find in the house."""

    CHILDREN = "children", _("Comes with children")
    WHEELCHAIR = "wheelchair", _("Wheelchair or no stairs")
    COT = "cot", _("A cot")


LIVE_STATES = (BookingState.HELD, BookingState.ACCEPTED, BookingState.OCCUPIED, BookingState.ENDED)


class BookingQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> BookingQuerySet:
        """Bookings of one's own beds, and those one's organisation asked for elsewhere."""
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(requester_id=actor.organisation_id))

    def waiting(self) -> BookingQuerySet:
        return self.filter(state=BookingState.HELD)

    def in_own_houses(self, actor: Actor) -> BookingQuerySet:
        """Bookings of beds of the actor's organisation: theirs to decide."""
        return self.filter(organisation_id=actor.organisation_id)

    def asked_by(self, actor: Actor) -> BookingQuerySet:
        """Bookings the actor's organisation asked for, wherever the bed stands."""
        return self.filter(requester_id=actor.organisation_id)

    def live(self) -> BookingQuerySet:
        """Bookings that keep a bed from others; a hold that ran out no longer does, swept or not."""
        return self.filter(state__in=LIVE_STATES).exclude(state=BookingState.HELD, expires_at__lte=timezone.now())


class Booking(OrganisationOwned):
    """A bed taken for some days: first held, then accepted, then slept in. Two bookings of a bed cannot overlap."""

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="bookings")
    requester = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="bookings", null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    code = models.CharField(_("hold code"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=BookingState.choices, default=BookingState.HELD)
    during = DateRangeField(_("days"))
    expires_at = models.DateTimeField(_("held until"), null=True, blank=True)
    sex = CodeField(vocabulary="sex", verbose_name=_("sex"), default="unknown")
    age_band = CodeField(vocabulary="age_band_report", verbose_name=_("age group"), blank=True, default="")
    needs = ArrayField(
        models.CharField(max_length=40, choices=BedNeed.choices), verbose_name=_("needs"), default=list, blank=True
    )
    decline_reason = CodeField(vocabulary="decline_reason", verbose_name=_("reason"), blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Privacy:
        sensitive = ("sex", "age_band", "needs", "during", "decline_reason")
        plain = (
            "id",
            "organisation",
            "created_at",
            "bed",
            "requester",
            "requested_by",
            "stay",
            "case",
            "code",
            "state",
            "expires_at",
            "decided_at",
        )

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            ExclusionConstraint(
                name="a_bed_is_taken_once",
                expressions=[("bed", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=[state.value for state in LIVE_STATES]),
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(expires_at__isnull=False), name="hold_runs_out"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("occupied", "ended")) | Q(stay__isnull=False), name="occupied_by_a_stay"
            ),
            models.UniqueConstraint(fields=("organisation", "code"), name="hold_code_once"),
        ]
        indexes = [models.Index(fields=("state", "expires_at"), name="hold_expiry")]

    def __str__(self) -> str:
        return self.code

    def get_needs_display(self) -> list[str]:
        return [str(BedNeed(need).label) for need in self.needs if need in BedNeed.values]

    @property
    def first_day(self) -> date | None:
        return None if self.during is None or self.during.isempty else self.during.lower

    @property
    def has_run_out(self) -> bool:
        return self.state == BookingState.HELD and self.expires_at is not None and self.expires_at <= timezone.now()
