"""Letters: seen by whoever sees the case, written in one's own name, changed by nobody; their words by version, their numbers by year."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

WRITES = f"{SEES} and ((select app.may('system')) or (by_id = (select app.uid()) and (select app.may('case_edit'))))"
WORDS = f"{OWN} and ((select app.may('system')) or (made_by_id = (select app.uid()) and (select app.may('settings_manage'))))"
COUNTS = f"{OWN} and ((select app.may('system')) or (select app.may('case_edit')))"
TURNS = f"{OWN} and (select app.may('system'))"
# A number is given once: the year only counts on.
GUARD = """
create function app.guard_letter_year() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if (to_jsonb(new) - array['last']) is distinct from (to_jsonb(old) - array['last']) or new.last <> old.last + 1 then
    raise exception 'letters are numbered one after another' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_letter_year before update on casework_letteryear for each row execute function app.guard_letter_year();
create trigger guard_words before update or delete on casework_letter for each row execute function app.guard_words('recipient');
"""
GUARD_BACK = """
drop trigger guard_words on casework_letter; drop trigger guard_letter_year on casework_letteryear; drop function app.guard_letter_year();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0033_follow_ups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('referral', 'Referral letter'), ('certificate', 'Certificate of help'), ('request', 'Request to a body')], max_length=12, verbose_name='kind of letter')),
                ('language', models.CharField(choices=[('ru', 'In Russian'), ('kk', 'In Kazakh'), ('en', 'In English')], max_length=2, verbose_name='language')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('kind', 'language', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('referral', 'Referral letter'), ('certificate', 'Certificate of help'), ('request', 'Request to a body')], max_length=12, verbose_name='kind of letter')),
                ('language', models.CharField(choices=[('ru', 'In Russian'), ('kk', 'In Kazakh'), ('en', 'In English')], max_length=2, verbose_name='language')),
                ('to_person', models.BooleanField(default=False)),
                ('recipient', access.crypto.fields.EncryptedTextField(verbose_name='recipient')),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.case')),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.consent')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='casework.attachment')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.lettertemplate')),
            ],
            options={
                'ordering': ('-year', '-number'),
            },
        ),
        migrations.CreateModel(
            name='LetterYear',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(fields=('organisation', 'kind', 'language', 'number'), name='letter_template_number_once'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['case', '-year', '-number'], name='letter_of_case'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('organisation', 'year', 'number'), name='letter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='letteryear',
            constraint=models.UniqueConstraint(fields=('organisation', 'year'), name='letter_year_once'),
        ),
        RowSecurity("casework_lettertemplate", read=OWN, write=WORDS, change="false", remove="false"),
        AppendOnly("casework_lettertemplate"),
        RowSecurity("casework_letteryear", read=COUNTS, write=COUNTS, remove="false"),
        RowSecurity("casework_letter", read=SEES, write=WRITES, change=TURNS, remove="false"),
        SameOrganisation("casework_letter", "case_id", "casework_case"),
        SameOrganisation("casework_letter", "template_id", "casework_lettertemplate"),
        SameOrganisation("casework_letter", "consent_id", "casework_consent"),
        SameOrganisation("casework_letter", "file_id", "casework_attachment"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
