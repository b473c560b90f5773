"""Incidents: read by role, a worker's wrong by manager, director and who wrote it; added to, never edited; closed once."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from shelters.rowsecurity import SYSTEM, TURNED_BY_THE_SYSTEM

ME = "(select app.uid())"
MANAGES = "(select app.may('incident_manage'))"
SEES = f"""{OWN} and ({SYSTEM} or ((select app.may('incident_view')) and about_user_id is distinct from {ME}
  and (kind <> 'staff_action' or {MANAGES} or reported_by_id = {ME})))"""
OF_ONE_SEEN = f"{OWN} and exists (select 1 from shelters_incident i where i.id = incident_id)"


def reports(column: str) -> str:
    return f"{OWN} and ({SYSTEM} or ((select app.may('incident_view')) and {column} = {ME}))"


def adds(column: str) -> str:
    """One's own line, to an incident one sees and that is not closed."""
    return f"""{reports(column)} and exists (
      select 1 from shelters_incident i where i.id = incident_id and (i.closed_at is null or {SYSTEM}))"""


CLOSES = f"{OWN} and ({SYSTEM} or {MANAGES})"
GUARD = """
create function app.guard_incident() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  ends text[] := array['closed_at', 'closed_by_id', 'outcome'];
begin
  if app.org() is null then return new; end if;
  if app.may('system') then ends := ends || array['what']; end if;
  if (to_jsonb(new) - ends) is distinct from (to_jsonb(old) - ends) or (old.closed_at is not null and not app.may('system')) then
    raise exception 'an incident stays as it was written' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_incident before update on shelters_incident for each row execute function app.guard_incident();
"""
GUARD_BACK = "drop trigger guard_incident on shelters_incident; drop function app.guard_incident();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('shelters', '0006_house_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('harm', 'Somebody was hurt'), ('threat', 'Threat, or somebody looked for a resident'), ('missing', 'Somebody is missing'), ('staff_action', 'A worker did wrong'), ('fire_health', 'Fire, illness, accident'), ('other', 'Something else')], max_length=20, verbose_name='kind')),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('what', access.crypto.fields.EncryptedTextField(verbose_name='what happened')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('outcome', models.CharField(blank=True, choices=[('safe', 'Safe again'), ('house_changed', 'The house changed something'), ('moved', 'A resident moved to another house'), ('authorities', 'The authorities deal with it'), ('staff', 'Measures about the worker'), ('not_cleared', 'Could not be cleared up')], default='', max_length=20, verbose_name='how it ended')),
                ('about_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shelter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='shelters.shelter')),
            ],
            options={
                'ordering': ('-happened_at',),
            },
        ),
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what was learned or done')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='shelters.incident')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('created_at',),
            },
        ),
        migrations.CreateModel(
            name='IncidentNotice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('told', models.CharField(choices=[('police', 'Police (102)'), ('ambulance', 'Ambulance (103)'), ('fire', 'Fire brigade (101)'), ('manager', 'Shelter manager'), ('director', 'Director'), ('case_manager', 'Case manager'), ('guardian', 'Guardian or parent'), ('child_protection', 'Child protection body'), ('other', 'Somebody else')], max_length=20, verbose_name='who was told')),
                ('told_at', models.DateTimeField(verbose_name='when')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='name, number of the report')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='shelters.incident')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('told_at',),
            },
        ),
        migrations.CreateModel(
            name='IncidentResident',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residents', to='shelters.incident')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='shelters.stay')),
            ],
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['organisation', '-happened_at'], name='incident_newest'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('about_user', None), ('kind', 'staff_action'), _connector='OR'), name='incident_about_a_worker'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='incident_closed_with_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='incidentresident',
            constraint=models.UniqueConstraint(fields=('incident', 'stay'), name='incident_concerns_once'),
        ),
        RowSecurity("shelters_incident", read=SEES, write=reports("reported_by_id"), change=CLOSES, remove="false"),
        RowSecurity(
            "shelters_incidentresident", read=OF_ONE_SEEN, write=OF_ONE_SEEN, change=TURNED_BY_THE_SYSTEM, remove="false"
        ),
        RowSecurity(
            "shelters_incidentnotice", read=OF_ONE_SEEN, write=adds("noted_by_id"), change=TURNED_BY_THE_SYSTEM, remove="false"
        ),
        RowSecurity("shelters_incidentnote", read=OF_ONE_SEEN, write=adds("author_id"), change=TURNED_BY_THE_SYSTEM, remove="false"),
        SameOrganisation("shelters_incident", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_incidentresident", "incident_id", "shelters_incident"),
        SameOrganisation("shelters_incidentresident", "stay_id", "shelters_stay"),
        SameOrganisation("shelters_incidentnotice", "incident_id", "shelters_incident"),
        SameOrganisation("shelters_incidentnote", "incident_id", "shelters_incident"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
