"""The directory of partners and services: read by who may look things up, kept by who may keep it."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity

READS = f"{OWN} and ((select app.may('system')) or (select app.may('directory_view')))"
KEEPS = f"{OWN} and ((select app.may('system')) or (select app.may('directory_edit')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0046_referral_clocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerService',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='name of the organisation')),
                ('kind', casework.vocabulary.fields.CodeField(verbose_name='kind of organisation', vocabulary='partner_type')),
                ('services', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='what it helps with', vocabulary='service')),
                ('regions', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='where', vocabulary='region')),
                ('languages', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='languages', vocabulary='language')),
                ('accepts', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='who is accepted', vocabulary='accepted_people')),
                ('cost', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='cost', vocabulary='service_cost')),
                ('hours', models.CharField(blank=True, default='', max_length=200, verbose_name='hours')),
                ('conditions', access.crypto.fields.EncryptedTextField(verbose_name='what must be brought or agreed before')),
                ('telephone', access.crypto.fields.EncryptedTextField(verbose_name='telephone')),
                ('address', access.crypto.fields.EncryptedTextField(verbose_name='address')),
                ('contact', access.crypto.fields.EncryptedTextField(verbose_name='whom to ask for')),
                ('notes', access.crypto.fields.EncryptedTextField(verbose_name='notes of our own')),
                ('telephone_checked', models.BooleanField(default=False, verbose_name='the number was tried')),
                ('address_checked', models.BooleanField(default=False, verbose_name='somebody was there')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                ('is_over', models.BooleanField(default=False, verbose_name='no longer offered')),
                ('version', models.PositiveIntegerField(default=1)),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation in Pana')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('name', 'pk'),
                'indexes': [models.Index(fields=['organisation', 'is_over', 'name', 'id'], name='partner_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('network', None), models.Q(('network', models.F('organisation')), _negated=True), _connector='OR'), name='partner_is_another'), models.CheckConstraint(condition=models.Q(models.Q(('address_checked', False), ('telephone_checked', False)), ('checked_on__isnull', False), _connector='OR'), name='partner_checked_on_a_day')],
            },
        ),
        RowSecurity("casework_partnerservice", read=READS, write=KEEPS, remove="false"),
    ]
