"""Consent in full, sharing without it, and two locks more: nothing is sealed for a partner that no live consent covers, and it closes by the clock."""

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

RECORDS = f"{SEES} and ((select app.may('system')) or (by_id = (select app.uid()) and (select app.may('consent_record'))))"
ASKS = f"""{SEES} and ((select app.may('system')) or (asked_by_id = (select app.uid()) and (select app.may('referral_send'))
  and approved_at is null and reviewed_at is null))"""
JUDGES = f"""{SEES} and ((select app.may('system')) or (select app.may('approval_decide')) or (select app.may('emergency_review')))"""
READABLE = """(organisation_id = (select app.org())) or (recipient_id = (select app.org()) and closed_at is null and closes_at > clock_timestamp()
  and open_until >= current_date
  and exists (select 1 from casework_referral r where r.id = referral_id and r.state in ('accepted', 'in_progress')))"""
READABLE_BEFORE = """(organisation_id = (select app.org())) or (recipient_id = (select app.org()) and closed_at is null and open_until >= current_date
  and exists (select 1 from casework_referral r where r.id = referral_id and r.state in ('accepted', 'in_progress')))"""
# A consent that was recorded stays: it is taken back once, and its signed form may come later. Words go only with the person.
CONSENT = """
create function app.guard_consent() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare words text[] := array['guardian', 'best_interest', 'interpreter', 'witness']; moves text[] := array['state', 'withdrawn_on', 'form_id'];
begin
  if (to_jsonb(new) - words - moves) is distinct from (to_jsonb(old) - words - moves)
     or ((new.state, new.withdrawn_on) is distinct from (old.state, old.withdrawn_on)
         and not (old.state = 'given' and new.state = 'withdrawn' and new.withdrawn_on is not null))
     or (old.form_id is not null and new.form_id is distinct from old.form_id)
     or (app.org() is not null and not app.may('system') and (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves)) then
    raise exception 'a consent stays as it was given' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_consent before update on casework_consent for each row execute function app.guard_consent();
"""
CONSENT_BACK = "drop trigger guard_consent on casework_consent; drop function app.guard_consent();"
EXCEPTION = """
create function app.guard_exception() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare moves text[] := array['approved_by_id', 'approved_at', 'reviewed_by_id', 'reviewed_at', 'review'];
begin
  if (to_jsonb(new) - moves - 'reason') is distinct from (to_jsonb(old) - moves - 'reason')
     or ((new.approved_by_id, new.approved_at) is distinct from (old.approved_by_id, old.approved_at)
         and (old.approved_at is not null or (app.org() is not null and (new.approved_by_id is distinct from app.uid() or not app.may('approval_decide')))))
     or ((new.reviewed_by_id, new.reviewed_at, new.review) is distinct from (old.reviewed_by_id, old.reviewed_at, old.review)
         and (old.reviewed_at is not null or (app.org() is not null and (new.reviewed_by_id is distinct from app.uid() or not app.may('emergency_review')))))
     or (app.org() is not null and not app.may('system') and new.reason is distinct from old.reason) then
    raise exception 'an exception is agreed to by another and reviewed once, nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_exception before update on casework_consentexception for each row execute function app.guard_exception();
"""
EXCEPTION_BACK = "drop trigger guard_exception on casework_consentexception; drop function app.guard_exception();"
# What is sealed for a partner is exactly what a live consent, or an exception that two people agreed on, covers for this partner.
PACKAGE = """
create function app.guard_package() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if not exists (
      select 1 from casework_referral r join access_organisation o on o.id = r.recipient_id
        left join casework_consent c on c.id = r.consent_id and c.case_id = r.case_id and c.state = 'given' and c.purpose in ('referral', 'police')
          and (c.recipient_id = r.recipient_id or (c.recipient_id is null
            and c.recipient_kind = coalesce(nullif(o.partner_type, ''), case when o.kind = 'ngo' then 'ngo' end)))
        left join casework_consentexception e on e.id = r.exception_id and e.case_id = r.case_id and e.approved_at is not null
          and e.recipient_id = r.recipient_id
      where r.id = new.referral_id and r.recipient_id = new.recipient_id
        and coalesce(c.field_groups, e.field_groups) @> new.field_groups and coalesce(c.field_groups, e.field_groups) <@ new.field_groups
        and coalesce(c.expires_on, e.expires_on) = new.open_until and new.open_until >= current_date
        and new.closes_at <= (new.open_until + 2)) then
      raise exception 'nothing is shared that no live consent covers' using errcode = '42501';
    end if;
  elsif app.org() is not null and not app.may('system') and (
      (to_jsonb(new) - array['closed_at', 'closes_at', 'open_until', 'content']) is distinct from (to_jsonb(old) - array['closed_at', 'closes_at', 'open_until', 'content'])
      or new.closes_at > old.closes_at or new.open_until > old.open_until or (old.closed_at is not null and new.closed_at is null)
      or (length(new.content) > 0 and new.content is distinct from old.content)) then
    raise exception 'what was shared only closes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_package before insert or update on casework_sharedpackage for each row execute function app.guard_package();
"""
PACKAGE_BACK = "drop trigger guard_package on casework_sharedpackage; drop function app.guard_package();"
CLOSES = "update casework_sharedpackage set closes_at = ((open_until + 1)::timestamp at time zone 'Asia/Almaty')"
# As before, with the exception a referral rests on, and the partner's word that it knows of the end.
REFERRAL = """
create or replace function app.guard_referral() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if old.state in ('declined', 'completed', 'withdrawn', 'revoked') and new.state <> old.state then
    raise exception 'a referral that has ended stays ended' using errcode = '42501';
  end if;
  if (new.organisation_id, new.recipient_id, new.case_id, new.code) is distinct from (old.organisation_id, old.recipient_id, old.case_id, old.code)
     or (((old.consent_id, old.exception_id) is distinct from (new.consent_id, new.exception_id)) and old.state <> 'draft') then
    raise exception 'whose referral this is does not change' using errcode = '42501';
  end if;
  if new.end_read_at is distinct from old.end_read_at
     and (old.end_read_at is not null or new.state not in ('withdrawn', 'revoked') or app.org() <> new.recipient_id) then
    raise exception 'the partner says that it knows of the end, once' using errcode = '42501';
  end if;
  return new;
end $$;
create or replace function app.guard_answer() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare answer text[] := array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome', 'end_read_at'];
begin
  if app.org() is null or app.org() = old.organisation_id then return new; end if;
  if (to_jsonb(new) - answer) is distinct from (to_jsonb(old) - answer)
     or new.state <> old.state and new.state not in ('received', 'accepted', 'waiting_list', 'declined', 'in_progress', 'completed') then
    raise exception 'the recipient answers a referral and changes nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
"""
REFERRAL_BACK = """
create or replace function app.guard_referral() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if old.state in ('declined', 'completed', 'withdrawn', 'revoked') and new.state <> old.state then
    raise exception 'a referral that has ended stays ended' using errcode = '42501';
  end if;
  if (new.organisation_id, new.recipient_id, new.case_id, new.code) is distinct from (old.organisation_id, old.recipient_id, old.case_id, old.code)
     or (old.consent_id is distinct from new.consent_id and old.state <> 'draft') then
    raise exception 'whose referral this is does not change' using errcode = '42501';
  end if;
  return new;
end $$;
create or replace function app.guard_answer() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null or app.org() = old.organisation_id then return new; end if;
  if (to_jsonb(new) - array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome'])
     is distinct from (to_jsonb(old) - array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome'])
     or new.state <> old.state and new.state not in ('received', 'accepted', 'waiting_list', 'declined', 'in_progress', 'completed') then
    raise exception 'the recipient answers a referral and changes nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
"""


def policy(name: str, table: str, clause: str, now: str, before: str) -> migrations.RunSQL:
    return migrations.RunSQL(f"alter policy {name} on {table} {clause} ({now})", f"alter policy {name} on {table} {clause} ({before})")


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0042_arrivals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentException',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ground', models.CharField(choices=[('danger', "Danger to somebody's life or health"), ('child', 'Protection of a child'), ('court', 'Order of a court')], max_length=10, verbose_name='ground')),
                ('field_groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('reason', access.crypto.fields.EncryptedTextField(verbose_name='reason')),
                ('expires_on', models.DateField(verbose_name='open until')),
                ('approved_at', models.DateTimeField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('review', models.CharField(blank=True, choices=[('justified', 'It was right'), ('unjustified', 'It was not right')], default='', max_length=12)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_rests_on_consent',
        ),
        migrations.AddField(
            model_name='consent',
            name='best_interest',
            field=access.crypto.fields.EncryptedTextField(verbose_name='why it is best for the child'),
        ),
        migrations.AddField(
            model_name='consent',
            name='child_opinion',
            field=models.CharField(blank=True, choices=[('agrees', 'The child agrees'), ('objects', 'The child does not want it'), ('too_young', 'Too young to be asked')], default='', max_length=10, verbose_name='what the child says'),
        ),
        migrations.AddField(
            model_name='consent',
            name='form',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.attachment'),
        ),
        migrations.AddField(
            model_name='consent',
            name='given_by',
            field=models.CharField(choices=[('person', 'The person themselves'), ('guardian', 'A parent or guardian, after hearing the child'), ('interest', "Nobody answers for the child: decided in the child's best interest")], default='person', max_length=10, verbose_name='who answered'),
        ),
        migrations.AddField(
            model_name='consent',
            name='guardian',
            field=access.crypto.fields.EncryptedTextField(verbose_name='name of the guardian, and the paper that shows it'),
        ),
        migrations.AddField(
            model_name='consent',
            name='guardian_ground',
            field=models.CharField(blank=True, choices=[('parent', 'A parent'), ('court', 'Decision of a court'), ('authority', 'Appointed by the guardianship authority'), ('attorney', 'Power of attorney of a parent')], default='', max_length=10, verbose_name='on what ground'),
        ),
        migrations.AddField(
            model_name='consent',
            name='interpreter',
            field=access.crypto.fields.EncryptedTextField(verbose_name='interpreter'),
        ),
        migrations.AddField(
            model_name='consent',
            name='recipient_kind',
            field=casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='kind of recipient', vocabulary='partner_type'),
        ),
        migrations.AddField(
            model_name='consent',
            name='witness',
            field=access.crypto.fields.EncryptedTextField(verbose_name='witness'),
        ),
        migrations.AddField(
            model_name='referral',
            name='end_read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='sharedpackage',
            name='closes_at',
            field=models.DateTimeField(default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='consent',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='recipient'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recipient', None), models.Q(('recipient_kind', ''), _negated=True)), models.Q(('recipient__isnull', False), ('recipient_kind', '')), _connector='OR'), name='consent_is_for_one_or_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_by', 'guardian'), models.Q(('guardian_ground', ''), _negated=True)), models.Q(models.Q(('given_by', 'guardian'), _negated=True), ('guardian_ground', '')), _connector='OR'), name='consent_guardian_has_a_ground'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_by', 'interest'), ('state', 'given'), _negated=True), models.Q(('child_opinion', ''), _negated=True), _connector='OR'), name='consent_best_interest_heard_the_child'),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='casework.case'),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='organisation',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='recipient'),
        ),
        migrations.AddField(
            model_name='consentexception',
            name='reviewed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referral',
            name='exception',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='casework.consentexception'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent__isnull', False), ('exception', None)), models.Q(('consent', None), ('exception__isnull', False)), models.Q(('consent', None), ('exception', None), ('state__in', ('draft', 'withdrawn'))), _connector='OR'), name='referral_rests_on_consent'),
        ),
        migrations.AddIndex(
            model_name='consentexception',
            index=models.Index(fields=['organisation', '-created_at'], name='exception_newest'),
        ),
        migrations.AddConstraint(
            model_name='consentexception',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('asked_by')), _negated=True), _connector='OR'), name='exception_agreed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='consentexception',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='exception_reviewed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='consentexception',
            constraint=models.CheckConstraint(condition=models.Q(('field_groups__len__gt', 0)), name='exception_covers_something'),
        ),
        migrations.AddConstraint(
            model_name='consentexception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='exception_agreed_at_a_time'),
        ),
        RowSecurity("casework_consentexception", read=SEES, write=ASKS, change=JUDGES, remove="false"),
        SameOrganisation("casework_consentexception", "case_id", "casework_case"),
        SameOrganisation("casework_referral", "exception_id", "casework_consentexception"),
        SameOrganisation("casework_consent", "form_id", "casework_attachment"),
        policy("may_add", "casework_consent", "with check", RECORDS, "organisation_id = (select app.org())"),
        policy("may_remove", "casework_consent", "using", "false", "organisation_id = (select app.org())"),
        policy("may_read", "casework_sharedpackage", "using", READABLE, READABLE_BEFORE),
        migrations.RunSQL(CLOSES, migrations.RunSQL.noop),
        migrations.RunSQL(CONSENT, CONSENT_BACK),
        migrations.RunSQL(EXCEPTION, EXCEPTION_BACK),
        migrations.RunSQL(PACKAGE, PACKAGE_BACK),
        migrations.RunSQL(REFERRAL, REFERRAL_BACK),
    ]
