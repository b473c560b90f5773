"""Suspects: a shared code, what each case says of whoever bears it, and whether two cases share one."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import sees

MAY_READ = "((select app.may('system')) or (select app.may('suspect_view')))"
MAY_WRITE = "((select app.may('system')) or (select app.may('suspect_edit')))"


SEEN = "exists (select 1 from casework_suspectmention m where m.id = mention_id)"
NODE_SEEN = "((select app.may('system')) or exists (select 1 from casework_suspectmention m where m.suspect_id = casework_suspect.id))"
BOTH_SEEN = f"{sees('one_id')} and {sees('other_id')}"
SETTLED_SEEN = f"""{OWN} and ((select app.may('system')) or by_id = (select app.uid())
  or ((select app.may('conflict_settle')) and {BOTH_SEEN}))"""
SETTLES = f"""{OWN} and ((select app.may('system')) or (by_id = (select app.uid()) and (
  ((select app.may('conflict_settle')) and {BOTH_SEEN}) or (select app.may('resident_conflict')))))"""
# The pairs are worked out with the rights of whoever asks: a case one does not see is in none of them. The two questions
# below ask with the owner's rights and tell no more than that there is something, or of cases one already holds in hand.
CONFLICTS = """
create function app.suspect_pairs(counting text[]) returns table (one uuid, other uuid, since timestamptz)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with said as (
    select m.id, m.suspect_id, m.case_id, c.person_id, m.roles::text[] && counting as harms, m.counts_since
      from casework_suspectmention m join casework_case c on c.id = m.case_id
      where m.organisation_id = (select app.org()) and m.is_active and c.closed_on is null),
  met as (
    select a.case_id as one, b.case_id as other, greatest(a.counts_since, b.counts_since) as since
      from said a join said b on b.suspect_id = a.suspect_id and a.case_id < b.case_id
      where (a.harms or b.harms) and a.person_id <> b.person_id
    union all
    select a.case_id, b.case_id, greatest(a.counts_since, b.counts_since, x.created_at, y.created_at)
      from said a join casework_suspectnumber x on x.mention_id = a.id
        join casework_suspectnumber y on y.organisation_id = x.organisation_id and y.number_hash = x.number_hash
        join said b on b.id = y.mention_id and a.case_id < b.case_id
      where (a.harms or b.harms) and a.person_id <> b.person_id)
  select met.one, met.other, max(met.since) from met group by met.one, met.other
$$;
create function app.suspect_conflict(of_case uuid, counting text[]) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case when not app.sees_case(of_case) or not (app.may('suspect_view') or app.may('system')) then ''
    else coalesce((
      select case when bool_and(exists (
          select 1 from casework_conflictsettlement s where s.one_id = p.one and s.other_id = p.other and s.created_at >= p.since))
        then 'settled' else 'open' end
        from app.suspect_pairs(counting) p where of_case in (p.one, p.other) having count(*) > 0), '') end
$$;
create function app.residents_sharing(residents uuid[], counting text[]) returns table (one uuid, other uuid, settled_at timestamptz, outcome text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.one, p.other, s.created_at, s.outcome::text from app.suspect_pairs(counting) p
    left join lateral (
      select t.created_at, t.outcome from casework_conflictsettlement t
        where t.one_id = p.one and t.other_id = p.other and t.created_at >= p.since order by t.created_at desc limit 1) s on true
    where p.one = any (residents) and p.other = any (residents)
      and (app.may('resident_conflict') or app.may('system'))
$$;
"""
CONFLICTS_BACK = """
drop function app.residents_sharing(uuid[], text[]);
drop function app.suspect_conflict(uuid, text[]);
drop function app.suspect_pairs(text[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0014_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Suspect',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='SuspectEpisode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.exploitation')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='SuspectMention',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', access.crypto.fields.EncryptedTextField(verbose_name='full name')),
                ('aliases', access.crypto.fields.EncryptedTextField(verbose_name='other names and nicknames')),
                ('phones', access.crypto.fields.EncryptedTextField(verbose_name='telephones')),
                ('numbers', access.crypto.fields.EncryptedTextField(verbose_name='numbers of documents and cars')),
                ('sex', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='sex', vocabulary='sex')),
                ('born_about', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='born about')),
                ('citizenship', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='citizenship', vocabulary='country')),
                ('description', access.crypto.fields.EncryptedTextField(verbose_name='how to recognise them')),
                ('roles', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='what they did', vocabulary='perpetrator_role')),
                ('relation', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='who they are to the person', vocabulary='recruiter_relationship')),
                ('is_danger', models.BooleanField(default=False, verbose_name='still a danger')),
                ('proceedings', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='where the proceedings stand', vocabulary='proceedings_status')),
                ('notes', access.crypto.fields.EncryptedTextField(verbose_name='notes')),
                ('is_active', models.BooleanField(default=True, verbose_name='followed')),
                ('counts_since', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspects', to='casework.case')),
                ('episodes', models.ManyToManyField(related_name='suspects', through='casework.SuspectEpisode', to='casework.exploitation')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('suspect', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='casework.suspect')),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.AddField(
            model_name='suspectepisode',
            name='mention',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.suspectmention'),
        ),
        migrations.CreateModel(
            name='SuspectNumber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number_hash', models.BinaryField(max_length=16)),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hashes', to='casework.suspectmention')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ConflictSettlement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('outcome', models.CharField(choices=[('kept_apart', 'The two people are kept apart'), ('known', 'They know of each other and are safe together'), ('not_the_same', 'It is not the same suspect'), ('no_danger', 'The suspect is no danger to them any more'), ('other', 'Something else')], max_length=12, verbose_name='what was decided')),
                ('decision', access.crypto.fields.EncryptedTextField(verbose_name='why, and what is done')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['organisation', 'one', 'other'], name='conflict_of_pair')],
                'constraints': [models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='conflict_pair_in_order')],
            },
        ),
        migrations.AddConstraint(
            model_name='suspect',
            constraint=models.UniqueConstraint(fields=('organisation', 'code'), name='suspect_code_once'),
        ),
        migrations.AddConstraint(
            model_name='suspectmention',
            constraint=models.UniqueConstraint(fields=('suspect', 'case'), name='suspect_once_in_a_case'),
        ),
        migrations.AddConstraint(
            model_name='suspectmention',
            constraint=models.CheckConstraint(condition=models.Q(('born_about', None), models.Q(('born_about__gte', 1900), ('born_about__lte', 2100)), _connector='OR'), name='suspect_born_possible'),
        ),
        migrations.AddConstraint(
            model_name='suspectepisode',
            constraint=models.UniqueConstraint(fields=('mention', 'episode'), name='suspect_once_in_an_episode'),
        ),
        migrations.AddConstraint(
            model_name='suspectnumber',
            constraint=models.UniqueConstraint(fields=('organisation', 'number_hash', 'mention'), name='suspect_number_once'),
        ),
        RowSecurity("casework_suspectmention", read=f"{OWN} and {MAY_READ} and {sees('case_id')}", write=f"{OWN} and {MAY_WRITE} and {sees('case_id')}", remove="false"),
        RowSecurity("casework_suspect", read=f"{OWN} and {NODE_SEEN}", write=f"{OWN} and {MAY_WRITE}", change=f"{OWN} and (select app.may('system'))", remove="false"),
        RowSecurity("casework_suspectnumber", read=f"{OWN} and {SEEN}", write=f"{OWN} and {MAY_WRITE} and {SEEN}"),
        RowSecurity("casework_suspectepisode", read=f"{OWN} and {SEEN}", write=f"{OWN} and {MAY_WRITE} and {SEEN}"),
        RowSecurity("casework_conflictsettlement", read=SETTLED_SEEN, write=SETTLES, change=f"{OWN} and (select app.may('system'))", remove="false"),
        SameOrganisation("casework_suspectmention", "suspect_id", "casework_suspect"),
        SameOrganisation("casework_suspectmention", "case_id", "casework_case"),
        SameOrganisation("casework_suspectnumber", "mention_id", "casework_suspectmention"),
        SameOrganisation("casework_suspectepisode", "mention_id", "casework_suspectmention"),
        SameOrganisation("casework_suspectepisode", "episode_id", "casework_exploitation"),
        SameOrganisation("casework_conflictsettlement", "one_id", "casework_case"),
        SameOrganisation("casework_conflictsettlement", "other_id", "casework_case"),
        migrations.RunSQL(CONFLICTS, CONFLICTS_BACK),
    ]
