"""Offices, roles, deputies and working time, which were tables of ``workflows``."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import offices.office_time


def tables(*names: str) -> list[migrations.RunSQL]:
    """They were tables of ``workflows``; a row, an index and whatever points at it stay what they are."""
    return [
        migrations.RunSQL(
            f"ALTER TABLE workflows_{name} RENAME TO offices_{name}",
            f"ALTER TABLE offices_{name} RENAME TO workflows_{name}",
        )
        for name in names
    ]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sops", "0001_from_workflows"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
        ("workflows", "0017_files_of_old_drafts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=tables(
                "office", "division", "officerole", "membership", "delegation", "workinghours", "calendarday"
            ),
            state_operations=[
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="tanggal")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("libur", "Libur"),
                                    ("piket", "Piket (jam tambahan)"),
                                    ("masuk", "Masuk seperti biasa (libur nasional atau cuti bersama tidak berlaku)"),
                                ],
                                default="libur",
                                max_length=5,
                                verbose_name="jenis",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Misalnya: Hari jadi daerah, Piket hitung suara.",
                                max_length=150,
                                verbose_name="keterangan",
                            ),
                        ),
                        (
                            "hours",
                            models.CharField(
                                blank=True,
                                help_text="Misalnya 08.00–12.00. Hari libur pun dapat berjam piket.",
                                max_length=100,
                                verbose_name="jam piket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hari libur atau piket",
                        "verbose_name_plural": "hari libur dan piket",
                        "ordering": ["-day", "office__name"],
                    },
                ),
                migrations.CreateModel(
                    name="Division",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="nama divisi")),
                    ],
                    options={
                        "verbose_name": "divisi",
                        "verbose_name_plural": "divisi",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("decree_number", models.CharField(max_length=120, verbose_name="nomor SK")),
                        (
                            "valid_from",
                            models.DateField(default=offices.office_time.here, verbose_name="berlaku mulai"),
                        ),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="diakhiri")),
                        (
                            "ending_decree",
                            models.CharField(
                                blank=True,
                                db_default="",
                                editable=False,
                                max_length=120,
                                verbose_name="nomor SK pengakhiran",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "keanggotaan",
                        "verbose_name_plural": "keanggotaan",
                        "ordering": ["role__office", "role__name", "user__first_name"],
                    },
                ),
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Apa adanya, misalnya KIP di Aceh.",
                                max_length=200,
                                verbose_name="nama kantor",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="kode singkat")),
                        (
                            "region_code",
                            models.CharField(
                                help_text="Kode Kemendagri, misalnya 33.17.", max_length=13, verbose_name="kode wilayah"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("pusat", "Pusat"),
                                    ("provinsi", "Provinsi"),
                                    ("kabupaten", "Kabupaten"),
                                    ("kota", "Kota"),
                                ],
                                max_length=10,
                                verbose_name="tingkat",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                choices=[
                                    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
                                    ("Asia/Pontianak", "WIB (Asia/Pontianak)"),
                                    ("Asia/Makassar", "WITA (Asia/Makassar)"),
                                    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
                                ],
                                default="Asia/Jakarta",
                                max_length=30,
                                verbose_name="zona waktu",
                            ),
                        ),
                        ("hostname", models.CharField(max_length=200, unique=True, verbose_name="nama host")),
                    ],
                    options={
                        "verbose_name": "kantor",
                        "verbose_name_plural": "kantor",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="OfficeRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, verbose_name="kode peran")),
                        ("name", models.CharField(max_length=150, verbose_name="nama peran")),
                    ],
                    options={
                        "verbose_name": "peran",
                        "verbose_name_plural": "peran",
                        "ordering": ["office", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Misalnya: Jam kerja biasa, atau Ramadan 1448 H.",
                                max_length=100,
                                verbose_name="nama",
                            ),
                        ),
                        (
                            "first_day",
                            models.DateField(
                                blank=True, help_text="Kosong: sepanjang tahun.", null=True, verbose_name="hari pertama"
                            ),
                        ),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="hari terakhir")),
                        (
                            "monday",
                            models.CharField(
                                blank=True, default="07.30–12.00, 13.00–16.00", max_length=100, verbose_name="Senin"
                            ),
                        ),
                        (
                            "tuesday",
                            models.CharField(
                                blank=True, default="07.30–12.00, 13.00–16.00", max_length=100, verbose_name="Selasa"
                            ),
                        ),
                        (
                            "wednesday",
                            models.CharField(
                                blank=True, default="07.30–12.00, 13.00–16.00", max_length=100, verbose_name="Rabu"
                            ),
                        ),
                        (
                            "thursday",
                            models.CharField(
                                blank=True, default="07.30–12.00, 13.00–16.00", max_length=100, verbose_name="Kamis"
                            ),
                        ),
                        (
                            "friday",
                            models.CharField(
                                blank=True, default="07.30–11.30, 13.00–16.30", max_length=100, verbose_name="Jumat"
                            ),
                        ),
                        ("saturday", models.CharField(blank=True, default="", max_length=100, verbose_name="Sabtu")),
                        ("sunday", models.CharField(blank=True, default="", max_length=100, verbose_name="Minggu")),
                    ],
                    options={
                        "verbose_name": "jam kerja",
                        "verbose_name_plural": "jam kerja",
                        "ordering": [
                            "office__name",
                            models.OrderBy(models.F("first_day"), descending=True, nulls_last=True),
                            "pk",
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
                                choices=[("plh", "Plh."), ("plt", "Plt.")],
                                default="plh",
                                max_length=3,
                                verbose_name="sebutan",
                            ),
                        ),
                        ("starts_on", models.DateField(default=offices.office_time.here, verbose_name="berlaku mulai")),
                        ("ends_on", models.DateField(verbose_name="berlaku sampai")),
                        (
                            "letter_number",
                            models.CharField(
                                help_text="Lengkap dengan jenis suratnya, misalnya ST No. 12/2026. Tampil pada setiap keputusan.",
                                max_length=80,
                                verbose_name="nomor surat",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="dicatat"
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="dicabut")),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="delegations_held",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="pelaksana",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="wagtaildocs.document",
                                verbose_name="berkas surat",
                            ),
                        ),
                        (
                            "principal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="delegations_given",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="pejabat yang diwakili",
                            ),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "penugasan Plt./Plh.",
                        "verbose_name_plural": "Plt./Plh.",
                        "ordering": ["-starts_on", "-pk"],
                    },
                ),
                migrations.AddField(
                    model_name="delegation",
                    name="sop",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: berlaku untuk setiap SOP.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sops.sop",
                        verbose_name="khusus SOP",
                    ),
                ),
                migrations.AddField(
                    model_name="membership",
                    name="division",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: berlaku untuk naskah divisi mana pun.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="offices.division",
                        verbose_name="khusus divisi",
                    ),
                ),
                migrations.AddField(
                    model_name="membership",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="orang",
                    ),
                ),
                migrations.AddField(
                    model_name="office",
                    name="collection",
                    field=models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office",
                        to="wagtailcore.collection",
                        verbose_name="koleksi",
                    ),
                ),
                migrations.AddField(
                    model_name="office",
                    name="root_page",
                    field=models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="beranda",
                    ),
                ),
                migrations.AddField(
                    model_name="office",
                    name="site",
                    field=models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office",
                        to="wagtailcore.site",
                        verbose_name="situs",
                    ),
                ),
                migrations.AddField(
                    model_name="division",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="divisions",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AddField(
                    model_name="delegation",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AddField(
                    model_name="calendarday",
                    name="office",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: berlaku untuk semua kantor (hanya admin pusat).",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_days",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AddField(
                    model_name="officerole",
                    name="group",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="office_role",
                        to="auth.group",
                        verbose_name="grup",
                    ),
                ),
                migrations.AddField(
                    model_name="officerole",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AddField(
                    model_name="membership",
                    name="role",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="offices.officerole",
                        verbose_name="peran",
                    ),
                ),
                migrations.AddField(
                    model_name="delegation",
                    name="role",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: semua peran pejabat itu di kantor ini.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="offices.officerole",
                        verbose_name="peran",
                    ),
                ),
                migrations.AddField(
                    model_name="workinghours",
                    name="office",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: berlaku untuk semua kantor (hanya admin pusat).",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_hours",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="division",
                    constraint=models.UniqueConstraint(fields=("office", "name"), name="division_once_per_office"),
                ),
                migrations.AddConstraint(
                    model_name="calendarday",
                    constraint=models.UniqueConstraint(
                        fields=("office", "day"),
                        name="one_row_per_office_and_day",
                        violation_error_message="Tanggal ini sudah diatur untuk kantor ini. Ubah yang ada.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="officerole",
                    constraint=models.UniqueConstraint(fields=("office", "slug"), name="role_once_per_office"),
                ),
                migrations.AddIndex(
                    model_name="delegation",
                    index=models.Index(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=["deputy", "ends_on"],
                        name="delegations_of_deputy",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delegation",
                    index=models.Index(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=["principal", "ends_on"],
                        name="delegations_of_principal",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delegation",
                    index=models.Index(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=["office", "ends_on"],
                        name="delegations_of_office",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workinghours",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("first_day__isnull", True)),
                        fields=("office",),
                        name="one_usual_week_per_office",
                        violation_error_message="Kantor ini sudah punya jam kerja biasa. Ubah yang ada, atau isi tanggalnya.",
                    ),
                ),
            ],
        ),
    ]
