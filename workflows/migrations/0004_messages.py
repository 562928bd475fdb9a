import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import messaging.models.channels


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0003_delegations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'kiriman kanal',
                'verbose_name_plural': 'kiriman kanal',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.CharField(choices=[('semua', 'Semua pemberitahuan'), ('tugas', 'Hanya yang menunggu tindakan saya'), ('tidak', 'Tidak lewat surel, hanya di ruang kerja')], default='semua', max_length=10, verbose_name='surel')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='jam tenang mulai')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='jam tenang sampai')),
            ],
            options={
                'verbose_name': 'pilihan pemberitahuan',
                'verbose_name_plural': 'pilihan pemberitahuan',
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
            ],
            options={
                'verbose_name': 'kanal',
                'verbose_name_plural': 'kanal',
                'ordering': ['office', 'name'],
            },
        ),
        migrations.RemoveIndex(
            model_name='outboxmessage',
            name='outbox_unsent_by_due',
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='by_mail',
            field=models.BooleanField(default=True, verbose_name='lewat surel'),
        ),
        migrations.AddField(
            model_name='outboxmessage',
            name='read_at',
            field=models.DateTimeField(null=True, verbose_name='dibaca'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='address',
            field=models.EmailField(blank=True, max_length=254, verbose_name='alamat'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('by_mail', True), ('sent_at__isnull', True)), fields=['next_attempt_at'], name='outbox_unsent_by_due'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(fields=['user', '-created_at'], name='outbox_by_person'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='outbox_unread_by_person'),
        ),
        migrations.AddField(
            model_name='channeldelivery',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='workflows.sopevent', verbose_name='peristiwa'),
        ),
        migrations.AddField(
            model_name='notificationpreference',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preference', to=settings.AUTH_USER_MODEL, verbose_name='orang'),
        ),
        migrations.AddField(
            model_name='officechannel',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='workflows.office', verbose_name='kantor'),
        ),
        migrations.AddField(
            model_name='channeldelivery',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='workflows.officechannel', verbose_name='kanal'),
        ),
        migrations.AddConstraint(
            model_name='officechannel',
            constraint=models.UniqueConstraint(fields=('office', 'name'), name='channel_name_once_per_office'),
        ),
        migrations.AddIndex(
            model_name='channeldelivery',
            index=models.Index(condition=models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), fields=['next_attempt_at'], name='deliveries_unsent_by_due'),
        ),
        migrations.AddConstraint(
            model_name='channeldelivery',
            constraint=models.UniqueConstraint(fields=('event', 'channel'), name='one_delivery_per_event_and_channel'),
        ),
    ]
