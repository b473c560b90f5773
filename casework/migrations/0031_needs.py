"""Needs assessments: seen by whoever sees the case, added by whoever works on it, changed by nobody. Questions: by version."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

WORKS = f"{SEES} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')))"
ASSESSES = f"{WORKS} and ((select app.may('system')) or assessed_by_id = (select app.uid()))"
ASKS = f"{OWN} and ((select app.may('system')) or (made_by_id = (select app.uid()) and (select app.may('settings_manage'))))"
TURNS = f"{OWN} and (select app.may('system'))"
# As append-only, but that the system may seal the words anew (keys turn) and empty them (the person was erased, or time is over).
GUARD = """
create function app.guard_words() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - tg_argv) is distinct from (to_jsonb(old) - tg_argv)
     or (app.org() is not null and not app.may('system') and to_jsonb(new) is distinct from to_jsonb(old)) then
    raise exception 'this row stays as it is' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_words before update or delete on casework_needsassessment for each row execute function app.guard_words('criteria_words');
create trigger guard_words before update or delete on casework_serviceneed for each row execute function app.guard_words('words');
"""
GUARD_BACK = """
drop trigger guard_words on casework_serviceneed; drop trigger guard_words on casework_needsassessment; drop function app.guard_words();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0011_need_to_know"),
        ("casework", "0026_health"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NeedsForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("questions", models.JSONField(default=list)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="NeedsAssessment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("edition", models.PositiveIntegerField()),
                (
                    "signs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "ill_treatment",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")],
                        max_length=8,
                        verbose_name="criteria of ill-treatment met",
                    ),
                ),
                ("criteria_words", access.crypto.fields.EncryptedTextField(verbose_name="about the criteria")),
                ("assessed_on", models.DateField(verbose_name="assessed on")),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs_assessments",
                        to="casework.case",
                    ),
                ),
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
                    "form",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.needsform",
                    ),
                ),
            ],
            options={
                "ordering": ("-assessed_on", "-created_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ServiceNeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("service", casework.vocabulary.fields.CodeField(verbose_name="service", vocabulary="service_type")),
                (
                    "need",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")],
                        max_length=8,
                        verbose_name="needed",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("now", "Danger now"),
                            ("today", "Today"),
                            ("week", "This week"),
                            ("planned", "Planned"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                ("words", access.crypto.fields.EncryptedTextField(verbose_name="in words")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="casework.needsassessment"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="service_needs", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="needsform",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="needs_form_number_once"),
        ),
        migrations.AddIndex(
            model_name="needsassessment",
            index=models.Index(fields=["case", "-assessed_on", "-created_at", "-id"], name="needs_of_case"),
        ),
        migrations.AddIndex(
            model_name="serviceneed",
            index=models.Index(fields=["case"], name="service_need_of_case"),
        ),
        migrations.AddConstraint(
            model_name="serviceneed",
            constraint=models.UniqueConstraint(fields=("assessment", "service"), name="service_need_once"),
        ),
        migrations.AddConstraint(
            model_name="serviceneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("need", "yes"), models.Q(("urgency", ""), _negated=True)),
                    models.Q(models.Q(("need", "yes"), _negated=True), ("urgency", "")),
                    _connector="OR",
                ),
                name="service_need_how_urgent",
            ),
        ),
        RowSecurity("casework_needsform", read=OWN, write=ASKS, change="false", remove="false"),
        AppendOnly("casework_needsform"),
        RowSecurity("casework_needsassessment", read=SEES, write=ASSESSES, change=TURNS, remove="false"),
        SameOrganisation("casework_needsassessment", "case_id", "casework_case"),
        SameOrganisation("casework_needsassessment", "form_id", "casework_needsform"),
        RowSecurity("casework_serviceneed", read=SEES, write=WORKS, change=TURNS, remove="false"),
        SameOrganisation("casework_serviceneed", "case_id", "casework_case"),
        SameOrganisation("casework_serviceneed", "assessment_id", "casework_needsassessment"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
