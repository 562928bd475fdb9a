"""Messages know no events: whoever writes one says what it tells of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_what_they_tell_of")]

    operations = [
        migrations.RemoveConstraint("outboxmessage", "one_message_per_event_and_person"),
        migrations.RemoveConstraint("channeldelivery", "one_delivery_per_event_and_channel"),
        migrations.RemoveField("outboxmessage", "event"),
        migrations.RemoveField("channeldelivery", "event"),
        migrations.AddConstraint(
            "outboxmessage",
            models.UniqueConstraint(
                condition=~models.Q(about=""), fields=["about", "user"], name="one_message_per_matter_and_person"
            ),
        ),
        migrations.AddConstraint(
            "channeldelivery",
            models.UniqueConstraint(
                condition=~models.Q(about=""), fields=["about", "channel"], name="one_delivery_per_matter_and_channel"
            ),
        ),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(condition=~models.Q(thread=""), fields=["thread", "user"], name="outbox_by_thread"),
        ),
    ]
