"""Reviews of calls: seen by the lead, by who asked, and by whoever took the call; answered by the lead alone."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation

SEES = f"""{OWN} and ((select app.may('system')) or (select app.may('call_review')) or asked_by_id = (select app.uid())
  or exists (select 1 from hotline_call c where c.id = call_id and c.operator_id = (select app.uid())))"""
ASKS = f"""{OWN} and ((select app.may('system')) or (asked_by_id = (select app.uid()) and reviewed_at is null
  and ((select app.may('call_log')) or (select app.may('call_review')))))"""
GIVES = f"{OWN} and ((select app.may('system')) or (select app.may('call_review')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('hotline', '0021_call_backs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('safety', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('none', 'Does not apply')], default='', max_length=6, verbose_name='Safety was asked first')),
                ('listening', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('none', 'Does not apply')], default='', max_length=6, verbose_name='The caller was heard out, nothing was promised that cannot be kept')),
                ('screening', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('none', 'Does not apply')], default='', max_length=6, verbose_name='Act, means and purpose were asked where they mattered')),
                ('next_step', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('none', 'Does not apply')], default='', max_length=6, verbose_name='The next step was clear to the caller')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='for the operator')),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='hotline.call')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('created_at', 'id'),
                'indexes': [models.Index(fields=['organisation', 'reviewed_at', 'created_at'], name='review_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reviewed_at', None)), fields=('organisation', 'call'), name='one_open_review_of_a_call'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='review_by_somebody')],
            },
        ),
        RowSecurity("hotline_callreview", read=SEES, write=ASKS, change=GIVES, remove="false"),
        SameOrganisation("hotline_callreview", "call_id", "hotline_call"),
    ]
