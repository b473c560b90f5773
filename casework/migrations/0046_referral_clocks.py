"""Each state follows only as the table says, by the side it says, whatever asks; and who was told that a referral waits."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity
from casework.rowsecurity import sees

MINE = f"{OWN} and ((select app.may('system')) or user_id = (select app.uid()))"
SYSTEM = f"{OWN} and (select app.may('system'))"
SENT_TO_ME = "recipient_id = (select app.org()) and state <> 'draft'"
REALLY = f"{SENT_TO_ME} and sent_at is not null"
ANSWERS = "((select app.may('referral_receive')) or (select app.may('system')))"
READ = f"({OWN} and {sees('case_id')}) or (%s and {ANSWERS})"
MOVES = """
create function app.guard_steps() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare step text := old.state || '>' || new.state;
  answers text[] := array['sent>received', 'sent>accepted', 'sent>waiting_list', 'sent>declined', 'received>accepted', 'received>waiting_list',
    'received>declined', 'waiting_list>accepted', 'waiting_list>declined', 'accepted>in_progress', 'accepted>completed', 'in_progress>completed'];
  sends text[] := array['draft>sent', 'draft>withdrawn', 'sent>no_answer', 'received>no_answer',
    'sent>withdrawn', 'received>withdrawn', 'waiting_list>withdrawn', 'accepted>withdrawn', 'in_progress>withdrawn',
    'sent>revoked', 'received>revoked', 'waiting_list>revoked', 'accepted>revoked', 'in_progress>revoked'];
begin
  if app.org() is null or new.state = old.state then return new; end if;
  if app.org() = old.organisation_id and step <> all (sends) or app.org() <> old.organisation_id and step <> all (answers) then
    raise exception 'a referral moves only as the table says' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_steps before update on casework_referral for each row execute function app.guard_steps();
create or replace function app.guard_answer() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare answer text[] := array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome', 'provided', 'end_read_at'];
begin
  if app.org() is null or app.org() = old.organisation_id then return new; end if;
  if (to_jsonb(new) - answer) is distinct from (to_jsonb(old) - answer)
     or new.state <> old.state and new.state not in ('received', 'accepted', 'waiting_list', 'declined', 'in_progress', 'completed') then
    raise exception 'the recipient answers a referral and changes nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
"""
MOVES_BACK = """
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
drop trigger guard_steps on casework_referral; drop function app.guard_steps();
"""
REMINDER = """
create function app.guard_reminder() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is not null and ((to_jsonb(new) - 'seen_at') is distinct from (to_jsonb(old) - 'seen_at') or old.seen_at is not null) then
    raise exception 'a reminder is seen once, nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_reminder before update on casework_referralreminder for each row execute function app.guard_reminder();
"""
REMINDER_BACK = "drop trigger guard_reminder on casework_referralreminder; drop function app.guard_reminder();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0045_consent_in_full'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='provided',
            field=casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='what was provided', vocabulary='service'),
        ),
        migrations.CreateModel(
            name='ReferralReminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('step', models.CharField(choices=[('remind', 'No answer yet'), ('escalate', 'Still no answer: please see to it'), ('give_up', 'Closed without an answer')], max_length=10)),
                ('seen_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='casework.referral')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['user', '-created_at'], name='reminder_unseen')],
                'constraints': [models.UniqueConstraint(fields=('referral', 'user', 'step'), name='reminder_told_once')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_sent_has_a_time',
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), ('sent_at__isnull', False), _connector='OR'), name='referral_sent_has_a_time'),
        ),
        migrations.RunSQL(
            f"alter policy may_read on casework_referral using ({READ % REALLY})", f"alter policy may_read on casework_referral using ({READ % SENT_TO_ME})"
        ),
        migrations.RunSQL(
            f"alter policy may_change on casework_referral using ({OWN} or ({REALLY})) with check ({OWN} or ({REALLY}))",
            f"alter policy may_change on casework_referral using ({OWN} or ({SENT_TO_ME})) with check ({OWN} or ({SENT_TO_ME}))",
        ),
        RowSecurity("casework_referralreminder", read=MINE, write=SYSTEM, change=MINE, remove="false"),
        migrations.RunSQL(MOVES, MOVES_BACK),
        migrations.RunSQL(REMINDER, REMINDER_BACK),
    ]
