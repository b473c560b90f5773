"""Second factors and open sessions, each row its person's alone; what whoever manages members may do about them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from access.rowsecurity import RowSecurity

OWN_ROW = "user_id = (select app.uid())"
TABLES = ("access_authenticatorapp", "access_passkey", "access_recoverycode", "access_opensession")
# An account is touched by whoever manages members of its only organisation, never by the account itself; those whom an
# administrator may not make (directors, auditors) an administrator may not reset either.
FUNCTIONS = """
create function app.answers_for(target uuid) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select app.may('member_manage') and target <> app.uid()
    and exists (select from access_membership m where m.user_id = target and m.organisation_id = app.org() and m.ended_at is null
      and (app.may('audit_view') or not m.roles && array['director', 'auditor']::varchar[]))
    and not exists (select from access_membership m where m.user_id = target and m.organisation_id <> app.org() and m.ended_at is null)
$$;
create function app.give_password(target uuid, hashed text) returns boolean language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not app.answers_for(target) then return false; end if;
  update access_user set password = hashed, must_change_password = true where id = target;
  return found;
end $$;
create function app.remove_factors(target uuid) returns boolean language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if not app.answers_for(target) then return false; end if;
  delete from access_authenticatorapp where user_id = target;
  delete from access_passkey where user_id = target;
  delete from access_recoverycode where user_id = target;
  return true;
end $$;
create function app.forget_ended_sessions() returns bigint language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  gone bigint;
begin
  delete from access_opensession where ends_at < now();
  get diagnostics gone = row_count;
  return gone;
end $$;
"""
FUNCTIONS_BACK = """
drop function app.forget_ended_sessions();
drop function app.remove_factors(uuid);
drop function app.give_password(uuid, text);
drop function app.answers_for(uuid);
"""
# A failed attempt on a name nobody has is on record too: of no organisation, by nobody, readable by the owner alone.
FAILED = "organisation_id = (select app.org()) or (organisation_id is null and (select app.org()) is null and actor_id is null)"


def person_owned(name, *fields):
    """A table whose rows belong to one person each."""
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            *fields,
        ],
        options={"abstract": False},
    )


def user(kind=models.ForeignKey):
    return ("user", kind(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL))


class Migration(migrations.Migration):
    dependencies = [("access", "0006_person_keys"), ("access", "0005_jobs_of_ones_own")]

    operations = [
        migrations.AddField("membership", "signed_out_at", models.DateTimeField(null=True)),
        migrations.AddField("membership", "vouched_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "membership", "vouched_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        person_owned(
            "AuthenticatorApp", ("secret", models.BinaryField()), ("last_step", models.BigIntegerField(default=0)),
            user(models.OneToOneField),
        ),
        person_owned(
            "Passkey", ("name", models.CharField(max_length=60, verbose_name="name of the passkey")), ("credential", models.BinaryField()),
            ("sign_count", models.BigIntegerField(default=0)), ("last_used_at", models.DateTimeField(null=True)), user(),
        ),
        person_owned(
            "RecoveryCode", ("digest", models.BinaryField(max_length=32)), ("used_at", models.DateTimeField(null=True)), user()
        ),
        person_owned(
            "OpenSession", ("kept_as", models.CharField(max_length=40, unique=True)), ("browser", models.CharField(max_length=20)),
            ("system", models.CharField(max_length=20)), ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ("ends_at", models.DateTimeField()), user(),
        ),
        *(RowSecurity(table, read=OWN_ROW, write=OWN_ROW) for table in TABLES),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        migrations.RunSQL(
            f"alter policy may_add on access_auditevent with check ({FAILED})",
            "alter policy may_add on access_auditevent with check (organisation_id = (select app.org()))",
        ),
    ]  # fmt: skip
