from django.db import migrations, models

FIELD = {
    "verbose_name": "alasan perubahan",
    "max_length": 300,
    "blank": True,
    "default": "",
    "db_default": "",
    "db_column": "address_reason",
    "help_text": "Wajib bila halaman yang tayang berubah. Tercatat dalam riwayat bersama isi lama dan barunya.",
}


class Migration(migrations.Migration):
    """A front page gets the reason that a section has, for every change; the section's column keeps its name."""

    dependencies = [
        ("home", "0008_no_office_for_unclaimed_hosts"),
    ]

    operations = [
        migrations.AlterField("sectionpage", "address_reason", models.CharField(**FIELD)),
        migrations.RenameField("sectionpage", "address_reason", "change_reason"),
        migrations.AddField("homepage", "change_reason", models.CharField(**FIELD)),
    ]
