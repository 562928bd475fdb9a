"""Messages and channels have a room of their own: the tables went with ``messaging``."""

import django.db.models.deletion
from django.db import migrations, models

NAMES = ("outboxmessage", "officechannel", "channeldelivery", "notificationpreference")


def relabel(apps, schema_editor, *, old="workflows", new="messaging"):
    """What is kept by content type (permissions, Wagtail's history and references) goes on under the new label."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for name in NAMES:
        if not types.filter(app_label=new, model=name).exists():
            types.filter(app_label=old, model=name).update(app_label=new)


def take_back(apps, schema_editor):
    relabel(apps, schema_editor, old="messaging", new="workflows")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("messaging", "0001_from_workflows"),
        ("workflows", "0018_rooms_of_their_own"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="reminder",
                    name="message",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="messaging.outboxmessage",
                        verbose_name="pesan",
                    ),
                ),
                migrations.DeleteModel(name="ChannelDelivery"),
                migrations.DeleteModel(name="OfficeChannel"),
                migrations.DeleteModel(name="OutboxMessage"),
                migrations.DeleteModel(name="NotificationPreference"),
            ],
        ),
        migrations.RunPython(relabel, take_back),
    ]
