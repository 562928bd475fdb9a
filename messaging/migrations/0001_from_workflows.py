"""Messages, channels and how people want to be told, which were tables of ``workflows``."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import messaging.models.channels


def tables(*names: str) -> list[migrations.RunSQL]:
    """They were tables of ``workflows``; a row, an index and whatever points at it stay what they are."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE workflows_{name} RENAME TO messaging_{name}",
            f"ALTER TABLE messaging_{name} RENAME TO workflows_{name}",
        )
        for name in names
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("offices", "0001_from_workflows"),
        ("workflows", "0018_rooms_of_their_own"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=tables("outboxmessage", "officechannel", "channeldelivery", "notificationpreference"),
            state_operations=[
                migrations.CreateModel(
                    name='OutboxMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.EmailField(blank=True, max_length=254, verbose_name='alamat')),
                        ('reason', models.CharField(max_length=20, verbose_name='sebab')),
                        ('subject', models.CharField(max_length=300, verbose_name='perihal')),
                        ('text', models.TextField(verbose_name='isi teks')),
                        ('html', models.TextField(verbose_name='isi HTML')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                        ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='percobaan berikut')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='terkirim')),
                        ('last_error', models.CharField(blank=True, max_length=500, verbose_name='galat terakhir')),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='penerima')),
                        ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='workflows.sopevent', verbose_name='peristiwa')),
                        ('by_mail', models.BooleanField(default=True, verbose_name='lewat surel')),
                        ('read_at', models.DateTimeField(null=True, verbose_name='dibaca')),
                    ],
                    options={
                        'verbose_name': 'pesan keluar',
                        'verbose_name_plural': 'pesan keluar',
                        'ordering': ['-created_at'],
                        'indexes': [models.Index(condition=models.Q(('by_mail', True), ('sent_at__isnull', True)), fields=['next_attempt_at'], name='outbox_unsent_by_due'), models.Index(fields=['user', '-created_at'], name='outbox_by_person'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='outbox_unread_by_person')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'user'), name='one_message_per_event_and_person')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeChannel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(help_text='Misalnya Grup Telegram Tim Publikasi.', max_length=100, verbose_name='nama')),
                        ('kind', models.CharField(choices=[('chat', 'Layanan pesan'), ('webhook', 'Webhook bertanda tangan')], default='chat', max_length=10, verbose_name='jenis')),
                        ('address', models.CharField(help_text='Layanan pesan: alamat Apprise, misalnya tgram://token-bot/id-grup. Webhook: alamat https.', max_length=500, verbose_name='alamat')),
                        ('secret', models.CharField(default=messaging.models.channels.new_secret, editable=False, max_length=100, verbose_name='rahasia webhook')),
                        ('is_active', models.BooleanField(default=True, verbose_name='aktif')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='offices.office', verbose_name='kantor')),
                    ],
                    options={
                        'verbose_name': 'kanal',
                        'verbose_name_plural': 'kanal',
                        'ordering': ['office', 'name'],
                        'indexes': [],
                        'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='channel_name_once_per_office')],
                    },
                ),
                migrations.CreateModel(
                    name='ChannelDelivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=300, verbose_name='perihal')),
                        ('text', models.TextField(verbose_name='isi teks')),
                        ('payload', models.JSONField(default=dict, verbose_name='isi JSON')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                        ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='percobaan berikut')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='terkirim')),
                        ('given_up_at', models.DateTimeField(null=True, verbose_name='dihentikan')),
                        ('last_error', models.CharField(blank=True, max_length=500, verbose_name='galat terakhir')),
                        ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='workflows.sopevent', verbose_name='peristiwa')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='messaging.officechannel', verbose_name='kanal')),
                    ],
                    options={
                        'verbose_name': 'kiriman kanal',
                        'verbose_name_plural': 'kiriman kanal',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(condition=models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), fields=['next_attempt_at'], name='deliveries_unsent_by_due')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'channel'), name='one_delivery_per_event_and_channel')],
                    },
                ),
                migrations.CreateModel(
                    name='NotificationPreference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mail', models.CharField(choices=[('semua', 'Semua pemberitahuan'), ('tugas', 'Hanya yang menunggu tindakan saya'), ('tidak', 'Tidak lewat surel, hanya di ruang kerja')], default='semua', max_length=10, verbose_name='surel')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='jam tenang mulai')),
                        ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='jam tenang sampai')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preference', to=settings.AUTH_USER_MODEL, verbose_name='orang')),
                    ],
                    options={
                        'verbose_name': 'pilihan pemberitahuan',
                        'verbose_name_plural': 'pilihan pemberitahuan',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
            ],
        ),
    ]
