"""How somebody can be reached safely: seen by whoever sees a case of theirs, agreed by whoever may correct the person."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import KNOWS

AGREES = f"{KNOWS} and ((select app.may('system')) or (select app.may('person_edit')))"
# Whoever holds a call that became a case learns whether they may call back, and nothing that was said.
TERMS = """
create function app.contact_terms(cases uuid[]) returns table (
  case_id uuid, never boolean, has_plan boolean, allowed text[], days int[], hour_from time, hour_until time, language text,
  leaves_no_message boolean, has_words boolean, review_on date
) language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.id, p.never_contact, s.id is not null, s.allowed::text[], s.days::int[], s.hour_from, s.hour_until, s.language::text,
      s.leaves_no_message, (s.introduce_as <> '' or s.code_word <> ''), s.review_on
    from casework_case c join casework_person p on p.id = c.person_id left join casework_safecontact s on s.person_id = p.id
    where c.organisation_id = (select app.org()) and c.id = any(cases)
      and (app.may('call_log') or app.may('call_view') or app.may('case_view') or app.may('case_view_all') or app.may('system'))
$$;
"""
TERMS_BACK = "drop function app.contact_terms(uuid[]);"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0011_need_to_know"),
        ("casework", "0022_risk"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("task", "Task"),
                    ("appointment", "Appointment"),
                    ("hearing", "Court hearing"),
                    ("expiry", "Something runs out"),
                    ("call", "Call to the person"),
                    ("message", "Message to the person"),
                    ("email", "E-mail to the person"),
                    ("letter", "Letter to the person"),
                ],
                default="task",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "allowed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("phone", "By telephone"),
                                ("messenger", "By messenger"),
                                ("email", "By e-mail"),
                                ("letter", "By letter"),
                                ("through", "Through somebody they trust"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("hour_from", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("hour_until", models.TimeField(blank=True, null=True, verbose_name="until")),
                (
                    "language",
                    casework.vocabulary.fields.CodeField(
                        blank=True, default="", verbose_name="language of the call", vocabulary="language"
                    ),
                ),
                ("leaves_no_message", models.BooleanField(default=True, verbose_name="leave no message")),
                ("introduce_as", access.crypto.fields.EncryptedTextField(verbose_name="who to say is calling")),
                ("code_word", access.crypto.fields.EncryptedTextField(verbose_name="code word")),
                ("through", access.crypto.fields.EncryptedTextField(verbose_name="through whom")),
                ("messenger", access.crypto.fields.EncryptedTextField(verbose_name="messenger and number")),
                ("email", access.crypto.fields.EncryptedTextField(verbose_name="e-mail")),
                ("letter", access.crypto.fields.EncryptedTextField(verbose_name="address for letters")),
                ("who_may_know", access.crypto.fields.EncryptedTextField(verbose_name="who may know")),
                ("agreed_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="agreed on")),
                ("review_on", models.DateField(verbose_name="to be asked again")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="safe_contact", to="casework.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "review_on"], name="contact_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hour_from", None), ("hour_until", None)),
                            models.Q(
                                ("hour_from__isnull", False),
                                ("hour_until__isnull", False),
                                models.Q(("hour_from", models.F("hour_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contact_hours_are_a_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_on__gt", models.F("agreed_on"))), name="contact_reviewed_later"
                    ),
                ],
            },
        ),
        RowSecurity("casework_safecontact", read=KNOWS, write=AGREES, remove="false"),
        SameOrganisation("casework_safecontact", "person_id", "casework_person"),
        migrations.RunSQL(TERMS, TERMS_BACK),
    ]
