import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("workflows", "0002_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='signature',
            name='capacity',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='sopevent',
            name='capacity',
            field=models.CharField(blank=True, max_length=300, verbose_name='bertindak sebagai'),
        ),
        migrations.AddField(
            model_name='stepvisit',
            name='claimed_at',
            field=models.DateTimeField(null=True, verbose_name='diambil'),
        ),
        migrations.AddField(
            model_name='stepvisit',
            name='claimed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diambil oleh'),
        ),
        migrations.AddField(
            model_name='stepvisit',
            name='finished_capacity',
            field=models.CharField(blank=True, max_length=300, verbose_name='bertindak sebagai'),
        ),
        migrations.AddField(
            model_name='signature',
            name='on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('plh', 'Plh.'), ('plt', 'Plt.')], default='plh', max_length=3, verbose_name='sebutan')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='berlaku mulai')),
                ('ends_on', models.DateField(verbose_name='berlaku sampai')),
                ('letter_number', models.CharField(help_text='Lengkap dengan jenis suratnya, misalnya ST No. 12/2026. Tampil pada setiap keputusan.', max_length=80, verbose_name='nomor surat')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='dicatat')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='dicabut')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations_held', to=settings.AUTH_USER_MODEL, verbose_name='pelaksana')),
                ('letter', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtaildocs.document', verbose_name='berkas surat')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to='workflows.office', verbose_name='kantor')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations_given', to=settings.AUTH_USER_MODEL, verbose_name='pejabat yang diwakili')),
                ('revoked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.ForeignKey(blank=True, help_text='Kosong: semua peran pejabat itu di kantor ini.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='workflows.officerole', verbose_name='peran')),
                ('sop', models.ForeignKey(blank=True, help_text='Kosong: berlaku untuk setiap SOP.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflows.sop', verbose_name='khusus SOP')),
            ],
            options={
                'verbose_name': 'penugasan Plt./Plh.',
                'verbose_name_plural': 'Plt./Plh.',
                'ordering': ['-starts_on', '-pk'],
                'indexes': [models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['deputy', 'ends_on'], name='delegations_of_deputy'), models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['principal', 'ends_on'], name='delegations_of_principal'), models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['office', 'ends_on'], name='delegations_of_office')],
            },
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['run'], name='open_duties'),
        ),
        migrations.AddIndex(
            model_name='sopevent',
            index=models.Index(fields=['actor', '-id'], name='events_of_actor'),
        ),
        migrations.AddIndex(
            model_name='stepvisit',
            index=models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['due_at', 'started_at', 'id'], name='open_visits_in_order'),
        ),
    ]
