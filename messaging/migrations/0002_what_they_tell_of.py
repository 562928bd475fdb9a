"""A message says itself what it tells of, to which thread it belongs, where it leads and who acted."""

from datetime import UTC

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500


def from_events(apps, schema_editor):
    """What the event said, of messages and deliveries of before."""
    alias = schema_editor.connection.alias
    for name, says in (("OutboxMessage", of_message), ("ChannelDelivery", of_delivery)):
        rows = apps.get_model("messaging", name).objects.using(alias)
        known = rows.filter(event__isnull=False).select_related("event__run").order_by("pk")
        batch = list(known[:BATCH])
        while batch:
            for row in batch:
                fields = says(row)
            rows.bulk_update(batch, fields)
            batch = list(known.filter(pk__gt=batch[-1].pk)[:BATCH])


def of_delivery(row):
    row.about = f"peristiwa-{row.event_id}"
    return ["about"]


def of_message(row):
    run = row.event.run
    row.about, row.office_id, row.actor_name = f"peristiwa-{row.event_id}", run.office_id, row.event.actor_name[:150]
    row.thread = f"naskah-{run.pk}-{run.started_at.astimezone(UTC):%Y%m%d%H%M%S%f}"
    row.path = f"/admin/sop/tugas/{run.page_id}/?naskah={run.pk}"
    return ["about", "office", "actor_name", "thread", "path"]


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_from_workflows"),
        ("workflows", "0019_messages_of_their_own"),
    ]

    operations = [
        migrations.AddField(
            "outboxmessage",
            "office",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="offices.office",
                verbose_name="kantor",
            ),
        ),
        migrations.AddField(
            "outboxmessage",
            "about",
            models.CharField(blank=True, db_default="", max_length=60, verbose_name="perkara"),
        ),
        migrations.AddField(
            "outboxmessage",
            "thread",
            models.CharField(blank=True, db_default="", max_length=80, verbose_name="utas"),
        ),
        migrations.AddField(
            "outboxmessage",
            "path",
            models.CharField(blank=True, db_default="", max_length=200, verbose_name="tujuan"),
        ),
        migrations.AddField(
            "outboxmessage",
            "actor_name",
            models.CharField(blank=True, db_default="", max_length=150, verbose_name="pelaku"),
        ),
        migrations.AddField(
            "channeldelivery",
            "about",
            models.CharField(blank=True, db_default="", max_length=60, verbose_name="perkara"),
        ),
        migrations.RunPython(from_events, migrations.RunPython.noop),
    ]
