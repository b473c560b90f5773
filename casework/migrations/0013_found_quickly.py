"""The few restricted cases are found without looking at all of them, and a case by the number of its paper journal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_files_need_to_know")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "person"], condition=models.Q(("is_restricted", True)), name="case_restricted"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "journal_number"], condition=models.Q(("journal_number", ""), _negated=True), name="case_by_journal"
            ),
        ),
        migrations.AddIndex(model_name="referral", index=models.Index(fields=["organisation", "-created_at", "id"], name="referral_newest")),
    ]
