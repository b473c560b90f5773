"""Services of partners, as an organisation knows them (the shape of HSDS: who, what, where, for whom, when, how reached)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedTextField
from access.models import Organisation, OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.vocabulary.fields import CodeField, CodesField


class PartnerServiceQuerySet(OrganisationQuerySet):
    def offered(self) -> PartnerServiceQuerySet:
        return self.filter(is_over=False)


class PartnerService(OrganisationOwned):
    """One service of one partner. How it is reached, and what colleagues should know, lie encrypted: staff of partners are people too."""

    network = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation in Pana"), null=True, blank=True)
    name = models.CharField(_("name of the organisation"), max_length=200)
    kind = CodeField(vocabulary="partner_type", verbose_name=_("kind of organisation"))
    services = CodesField(vocabulary="service", verbose_name=_("what it helps with"))
    regions = CodesField(vocabulary="region", verbose_name=_("where"))
    languages = CodesField(vocabulary="language", verbose_name=_("languages"))
    accepts = CodesField(vocabulary="accepted_people", verbose_name=_("who is accepted"))
    cost = CodeField(vocabulary="service_cost", verbose_name=_("cost"), default="unknown")
    hours = models.CharField(_("hours"), max_length=200, blank=True, default="")
    conditions = EncryptedTextField(_("what must be brought or agreed before"))
    telephone = EncryptedTextField(_("telephone"))
    address = EncryptedTextField(_("address"))
    contact = EncryptedTextField(_("whom to ask for"))
    notes = EncryptedTextField(_("notes of our own"))
    telephone_checked = models.BooleanField(_("the number was tried"), default=False)
    address_checked = models.BooleanField(_("somebody was there"), default=False)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    is_over = models.BooleanField(_("no longer offered"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PartnerServiceQuerySet.as_manager()

    class Privacy:
        identifying = ("telephone", "address", "contact", "notes", "conditions")
        plain = (
            "id", "organisation", "created_at", "network", "name", "kind", "services", "regions", "languages", "accepts", "cost", "hours",
            "telephone_checked", "address_checked", "checked_on", "checked_by", "is_over", "version",
        )  # fmt: skip

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(network=None) | ~Q(network=F("organisation")), name="partner_is_another"),
            models.CheckConstraint(
                condition=Q(telephone_checked=False, address_checked=False) | Q(checked_on__isnull=False), name="partner_checked_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=("organisation", "is_over", "name", "id"), name="partner_by_name")]

    def __str__(self) -> str:
        return str(self.pk)
