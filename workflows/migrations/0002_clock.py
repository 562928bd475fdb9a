import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RAMADAN = (
    ("Ramadan 1447 H", "2026-02-19", "2026-03-20"),
    ("Ramadan 1448 H (perkiraan, sesuaikan sesudah sidang isbat)", "2027-02-08", "2027-03-09"),
)


def add_ramadan(apps, schema_editor):
    """Hours of Perpres 21/2023 for all offices; headquarters corrects the dates after the sidang isbat."""
    usual, friday = "08.00–12.00, 12.30–15.00", "08.00–11.30, 12.30–15.30"
    hours = {"monday": usual, "tuesday": usual, "wednesday": usual, "thursday": usual, "friday": friday}
    for name, first_day, last_day in RAMADAN:
        apps.get_model("workflows", "WorkingHours").objects.create(
            name=name, first_day=first_day, last_day=last_day, saturday="", sunday="", **hours
        )


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stepvisit',
            name='due_at',
            field=models.DateTimeField(null=True, verbose_name='tenggat'),
        ),
        migrations.AddField(
            model_name='stepvisit',
            name='worked_minutes',
            field=models.PositiveIntegerField(null=True, verbose_name='waktu terpakai (menit kerja)'),
        ),
        migrations.AddIndex(
            model_name='stepvisit',
            index=models.Index(condition=models.Q(('finished_at__isnull', True)), fields=['due_at'], name='open_visits_by_due'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='workflows.sopevent', verbose_name='peristiwa'),
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('after_minutes', models.PositiveIntegerField(default=60, help_text='Satu hari kerja adalah 450 menit.', verbose_name='sesudah lewat (menit kerja)')),
                ('role', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='escalation', to='workflows.officerole', verbose_name='peran')),
                ('superior', models.ForeignKey(blank=True, help_text='Kosong: atasan menurut SOP; bila SOP tidak menyebutnya, admin kantor.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workflows.officerole', verbose_name='atasan')),
            ],
            options={
                'verbose_name': 'atasan dan eskalasi',
                'verbose_name_plural': 'atasan dan eskalasi',
                'ordering': ['role__office__name', 'role__name'],
            },
        ),
        migrations.CreateModel(
            name='LegalDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_id', models.PositiveBigIntegerField(db_index=True, verbose_name='halaman')),
                ('due_at', models.DateTimeField(null=True, verbose_name='tenggat')),
                ('basis', models.CharField(blank=True, max_length=300, verbose_name='dasar hukum')),
                ('set_by_name', models.CharField(max_length=200, verbose_name='ditetapkan oleh')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ditetapkan')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'tenggat hukum',
                'verbose_name_plural': 'tenggat hukum',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='tanggal')),
                ('kind', models.CharField(choices=[('libur', 'Libur'), ('piket', 'Piket (jam tambahan)'), ('masuk', 'Masuk seperti biasa (libur nasional atau cuti bersama tidak berlaku)')], default='libur', max_length=5, verbose_name='jenis')),
                ('name', models.CharField(help_text='Misalnya: Hari jadi daerah, Piket hitung suara.', max_length=150, verbose_name='keterangan')),
                ('hours', models.CharField(blank=True, help_text='Misalnya 08.00–12.00. Hari libur pun dapat berjam piket.', max_length=100, verbose_name='jam piket')),
                ('office', models.ForeignKey(blank=True, help_text='Kosong: berlaku untuk semua kantor (hanya admin pusat).', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_days', to='workflows.office', verbose_name='kantor')),
            ],
            options={
                'verbose_name': 'hari libur atau piket',
                'verbose_name_plural': 'hari libur dan piket',
                'ordering': ['-day', 'office__name'],
                'constraints': [models.UniqueConstraint(fields=('office', 'day'), name='one_row_per_office_and_day', violation_error_message='Tanggal ini sudah diatur untuk kantor ini. Ubah yang ada.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=40, verbose_name='perkara')),
                ('mark', models.CharField(max_length=10, verbose_name='tanda')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='waktu')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='workflows.outboxmessage', verbose_name='pesan')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workflows.office', verbose_name='kantor')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='penerima')),
            ],
            options={
                'verbose_name': 'pengingat',
                'verbose_name_plural': 'pengingat',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('matter', 'mark', 'user'), name='remind_once_per_person_and_mark'), models.UniqueConstraint(condition=models.Q(('user__isnull', True)), fields=('matter', 'mark'), name='mark_seen_to_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkingHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Misalnya: Jam kerja biasa, atau Ramadan 1448 H.', max_length=100, verbose_name='nama')),
                ('first_day', models.DateField(blank=True, help_text='Kosong: sepanjang tahun.', null=True, verbose_name='hari pertama')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='hari terakhir')),
                ('monday', models.CharField(blank=True, default='07.30–12.00, 13.00–16.00', max_length=100, verbose_name='Senin')),
                ('tuesday', models.CharField(blank=True, default='07.30–12.00, 13.00–16.00', max_length=100, verbose_name='Selasa')),
                ('wednesday', models.CharField(blank=True, default='07.30–12.00, 13.00–16.00', max_length=100, verbose_name='Rabu')),
                ('thursday', models.CharField(blank=True, default='07.30–12.00, 13.00–16.00', max_length=100, verbose_name='Kamis')),
                ('friday', models.CharField(blank=True, default='07.30–11.30, 13.00–16.30', max_length=100, verbose_name='Jumat')),
                ('saturday', models.CharField(blank=True, default='', max_length=100, verbose_name='Sabtu')),
                ('sunday', models.CharField(blank=True, default='', max_length=100, verbose_name='Minggu')),
                ('office', models.ForeignKey(blank=True, help_text='Kosong: berlaku untuk semua kantor (hanya admin pusat).', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='working_hours', to='workflows.office', verbose_name='kantor')),
            ],
            options={
                'verbose_name': 'jam kerja',
                'verbose_name_plural': 'jam kerja',
                'ordering': ['office__name', models.OrderBy(models.F('first_day'), descending=True, nulls_last=True), 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('first_day__isnull', True)), fields=('office',), name='one_usual_week_per_office', violation_error_message='Kantor ini sudah punya jam kerja biasa. Ubah yang ada, atau isi tanggalnya.')],
            },
        ),
        migrations.RunPython(add_ramadan, migrations.RunPython.noop, elidable=True),
    ]
