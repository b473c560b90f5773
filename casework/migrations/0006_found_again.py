"""Numbers of documents are found again exactly, and the index of names sees what has changed."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from access.crypto.sealing import CannotOpen, unseal
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.people.numbers import document_hashes


def number_documents(apps: Any, schema_editor: Any) -> None:
    """The documents described so far."""
    identity, number = apps.get_model("casework", "Identity"), apps.get_model("casework", "DocumentNumber")
    rows = identity.objects.exclude(documents=b"").values_list("pk", "person_id", "organisation_id", "documents")
    for pk, person_id, organisation_id, sealed in rows.iterator():
        try:
            text = unseal(bytes(sealed), organisation_id=organisation_id, place=f"casework_identity.documents.{pk}")
        except CannotOpen:  # never found by it, and nothing else is lost
            continue
        made = [number(organisation_id=organisation_id, person_id=person_id, number_hash=each) for each in document_hashes(organisation_id, text)]
        number.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_person_keys")]

    operations = [
        migrations.CreateModel(
            name='DocumentNumber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number_hash', models.BinaryField(max_length=16)),
            ],
        ),
        migrations.AddField(
            model_name='identity',
            name='named_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name='identity',
            index=models.Index(fields=['organisation', 'named_at'], name='identity_by_change'),
        ),
        migrations.AddField(
            model_name='documentnumber',
            name='organisation',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='documentnumber',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_numbers', to='casework.person'),
        ),
        migrations.AddConstraint(
            model_name='documentnumber',
            constraint=models.UniqueConstraint(fields=('organisation', 'number_hash', 'person'), name='document_number_once'),
        ),
        migrations.RunPython(number_documents, migrations.RunPython.noop),
        RowSecurity("casework_documentnumber"),
        SameOrganisation("casework_documentnumber", "person_id", "casework_person"),
    ]
