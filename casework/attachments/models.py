"""Files of a case: what each is, and its bytes apart, sealed with the key of the person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.crypto.fields import EncryptedBinaryField, EncryptedTextField
from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet
from casework.cases.models import Case, InCaseQuerySet


class FileKind(models.TextChoices):
    """What a file is, by what is in it."""

    PDF = "pdf", _("PDF document")
    JPEG = "jpg", _("Picture (JPEG)")
    PNG = "png", _("Picture (PNG)")
    WEBP = "webp", _("Picture (WebP)")
    TEXT = "txt", _("Text")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")


class FileState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the virus scan")
    READY = "ready", _("Can be opened")
    INFECTED = "infected", _("Contained a virus and was destroyed")
    REMOVED = "removed", _("Removed")


class AttachmentQuerySet(InCaseQuerySet):
    def kept(self) -> AttachmentQuerySet:
        """Those whose bytes are here."""
        return self.filter(state__in=(FileState.WAITING, FileState.READY))


class Attachment(OrganisationOwned):
    """A file of a case. Its name and its bytes go with the person; that there was one, and of which kind, stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    name = EncryptedTextField(_("name of the file"), of="case.person_id")
    digest = EncryptedTextField(of="case.person_id")
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    scanned_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Privacy:
        identifying = ("name", "digest")
        sensitive = ("kind", "size")
        plain = ("id", "organisation", "created_at", "case", "state", "added_by", "added_at", "scanned_at", "removed_at")

    class Meta:
        ordering = ("-added_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "ready"), removed_at=None) | Q(state__in=("infected", "removed"), removed_at__isnull=False),
                name="file_gone_has_a_time",
            )
        ]
        indexes = [models.Index(fields=("organisation", "state"), name="file_by_state")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.READY


class AttachmentContent(OrganisationOwned):
    """The bytes of a file, apart, so that lists never load them."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="content")
    data = EncryptedBinaryField(of="attachment.case.person_id")

    objects = OrganisationQuerySet.as_manager()

    class Privacy:
        identifying = ("data",)
        plain = ("id", "organisation", "created_at", "attachment")

    def __str__(self) -> str:
        return str(self.pk)
