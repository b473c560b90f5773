"""Who pays for the work: grants with donor and period, and what is charged to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.permissions import Permission
from access.scoping import OrganisationQuerySet
from casework.activities.models import Activity
from casework.cases.models import Case, in_cases_seen_by
from casework.cases.work import Service
from casework.vocabulary.fields import CodeField, CodesField

if TYPE_CHECKING:
    from access.actors import Actor

WHOLE = 100


class GrantQuerySet(OrganisationQuerySet):
    def covering(self, first: date, last: date) -> GrantQuerySet:
        """Those whose period has a day in common with these."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)


class Grant(OrganisationOwned):
    """Money from somebody for a time: a donor's project, a state order, the budget of the city."""

    name = models.CharField(_("name of the grant"), max_length=120)
    donor = models.CharField(_("who gives it"), max_length=120)
    source = CodeField(vocabulary="funding_source", verbose_name=_("kind of source"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    regions = CodesField(vocabulary="region", verbose_name=_("regions"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = CodeField(vocabulary="currency", verbose_name=_("currency"), default="KZT")
    version = models.PositiveIntegerField(default=1)

    objects = GrantQuerySet.as_manager()

    class Privacy:
        plain = (
            "id", "organisation", "created_at", "name", "donor", "source", "starts_on", "ends_on", "regions", "amount", "currency", "version",
        )  # fmt: skip

    class Meta:
        ordering = ("-starts_on", "name")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="grant_days_in_order"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="grant_amount_not_negative"),
            models.UniqueConstraint(fields=("organisation", "name", "starts_on"), name="grant_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)


class ChargeQuerySet(OrganisationQuerySet):
    def visible_to(self, actor: Actor) -> ChargeQuerySet:
        """Of the cases one sees; of activities for whoever sees those."""
        seen = Q(case__isnull=False) & in_cases_seen_by(actor)
        if actor.user is None or actor.may(Permission.ACTIVITY_VIEW):
            seen |= Q(organisation_id=actor.organisation_id, case=None)
        return self.filter(seen)


class Charge(OrganisationOwned):
    """A case, one service on a case, or an activity is paid by a grant: whole, or so many hundredths of its cost."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="charges")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charges", null=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="charges", null=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="charges", null=True)
    share = models.PositiveSmallIntegerField(default=WHOLE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ChargeQuerySet.as_manager()

    class Privacy:
        sensitive = ("share",)
        plain = ("id", "organisation", "created_at", "grant", "case", "service", "activity", "by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, activity=None) | Q(case=None, service=None, activity__isnull=False), name="charge_of_one_thing"
            ),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=WHOLE), name="charge_share_in_hundredths"),
            models.UniqueConstraint(fields=("case", "grant"), condition=Q(service=None, activity=None), name="charge_case_once"),
            models.UniqueConstraint(fields=("service", "grant"), condition=Q(service__isnull=False), name="charge_service_once"),
            models.UniqueConstraint(fields=("activity", "grant"), condition=Q(activity__isnull=False), name="charge_activity_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
