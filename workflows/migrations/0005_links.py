import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import workflows.models.decision_links


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0004_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_sha256', models.CharField(max_length=64, verbose_name='SHA-256 isi yang dikirim')),
                ('read_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 isi yang dibaca')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                ('expires_at', models.DateTimeField(default=workflows.models.decision_links.expiry, verbose_name='berlaku sampai')),
                ('used_at', models.DateTimeField(null=True, verbose_name='dipakai')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='dicabut')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_links', to=settings.AUTH_USER_MODEL, verbose_name='untuk')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_links', to='workflows.stepvisit', verbose_name='langkah')),
            ],
            options={
                'verbose_name': 'tautan keputusan',
                'verbose_name_plural': 'tautan keputusan',
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(fields=('user', 'visit', 'sent_sha256'), name='one_decision_link_per_person_visit_and_content')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Untuk apa kunci ini, misalnya integrasi agenda.', max_length=100, verbose_name='nama')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                ('expires_at', models.DateTimeField(verbose_name='berlaku sampai')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='terakhir dipakai')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='dicabut')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to=settings.AUTH_USER_MODEL, verbose_name='milik')),
            ],
            options={
                'verbose_name': 'kunci API',
                'verbose_name_plural': 'kunci API',
                'ordering': ['-created_at'],
            },
        ),
    ]
