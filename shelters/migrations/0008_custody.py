"""Things in keeping: read in the house, taken in by who works there, and changed in one way only: given back, once."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from shelters.rowsecurity import READ_IN_THE_HOUSE, SYSTEM, written_by

GIVES_BACK = f"{OWN} and ((select app.may('stay_manage')) or {SYSTEM})"
GUARD = """
create function app.guard_custody() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  back text[] := array['given_back_at', 'given_back_by_id', 'back_signed'];
begin
  if app.org() is null then return new; end if;
  if app.may('system') then back := back || array['description', 'place', 'taken_signed']; end if;
  if (to_jsonb(new) - back) is distinct from (to_jsonb(old) - back)
     or (not app.may('system') and (old.given_back_at is not null or new.given_back_by_id is distinct from app.uid())) then
    raise exception 'a thing in keeping is given back, and nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_custody before update on shelters_custodyitem for each row execute function app.guard_custody();
"""
GUARD_BACK = "drop trigger guard_custody on shelters_custodyitem; drop function app.guard_custody();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('shelters', '0007_incidents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustodyItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('thing', models.CharField(choices=[('id_card', 'Identity card'), ('passport', 'Passport'), ('birth_certificate', 'Birth certificate'), ('return_certificate', 'Return certificate'), ('permit', 'Residence permit or migration card'), ('other_document', 'Another document'), ('money', 'Money'), ('valuables', 'Valuables'), ('phone', 'Telephone'), ('luggage', 'Clothes and bags'), ('other', 'Something else')], max_length=20, verbose_name='what')),
                ('description', access.crypto.fields.EncryptedTextField(verbose_name='description, number, amount')),
                ('place', access.crypto.fields.EncryptedTextField(verbose_name='where it is kept')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='taken in')),
                ('taken_signed', access.crypto.fields.EncryptedTextField(verbose_name='who signed when it was taken in')),
                ('given_back_at', models.DateTimeField(blank=True, null=True, verbose_name='given back')),
                ('back_signed', access.crypto.fields.EncryptedTextField(verbose_name='who signed when it was given back')),
                ('given_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='shelters.stay')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('taken_at',),
                'indexes': [models.Index(condition=models.Q(('given_back_at', None)), fields=['organisation', 'taken_at'], name='custody_held')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('given_back_at', None), ('given_back_by', None)), models.Q(('given_back_at__isnull', False), ('given_back_by__isnull', False)), _connector='OR'), name='custody_given_back_by_somebody')],
            },
        ),
        RowSecurity("shelters_custodyitem", read=READ_IN_THE_HOUSE, write=written_by("taken_by_id"), change=GIVES_BACK, remove="false"),
        SameOrganisation("shelters_custodyitem", "stay_id", "shelters_stay"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
