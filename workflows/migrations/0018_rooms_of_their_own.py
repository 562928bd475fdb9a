"""Offices, SOPs and keys have rooms of their own: the tables went with ``offices``, ``sops`` and ``accounts``."""

import django.db.models.deletion
from django.db import migrations, models

ROOMS = {
    "offices": ("office", "division", "officerole", "membership", "delegation", "workinghours", "calendarday"),
    "sops": ("sop", "sopversion"),
    "accounts": ("apikey",),
}


def relabel(apps, schema_editor, *, back=False):
    """What is kept by content type (permissions, Wagtail's history and references) goes on under the new label."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for room, names in ROOMS.items():
        old, new = (room, "workflows") if back else ("workflows", room)
        for name in names:
            if not types.filter(app_label=new, model=name).exists():
                types.filter(app_label=old, model=name).update(app_label=new)


def take_along(apps, schema_editor):
    relabel(apps, schema_editor)


def take_back(apps, schema_editor):
    relabel(apps, schema_editor, back=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_api_keys"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("home", "0010_divisions_of_offices"),
        ("news", "0010_divisions_of_offices"),
        ("offices", "0001_from_workflows"),
        ("sops", "0001_from_workflows"),
        ("workflows", "0017_files_of_old_drafts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="calendarday",
                    name="office",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="created_by",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="deputy",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="letter",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="office",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="principal",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="revoked_by",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="role",
                ),
                migrations.RemoveField(
                    model_name="delegation",
                    name="sop",
                ),
                migrations.RemoveField(
                    model_name="division",
                    name="office",
                ),
                migrations.RemoveField(
                    model_name="membership",
                    name="division",
                ),
                migrations.AlterField(
                    model_name="soprun",
                    name="division",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.division",
                        verbose_name="divisi",
                    ),
                ),
                migrations.RemoveField(
                    model_name="membership",
                    name="role",
                ),
                migrations.RemoveField(
                    model_name="membership",
                    name="user",
                ),
                migrations.RemoveField(
                    model_name="office",
                    name="collection",
                ),
                migrations.RemoveField(
                    model_name="office",
                    name="root_page",
                ),
                migrations.RemoveField(
                    model_name="office",
                    name="site",
                ),
                migrations.AlterField(
                    model_name="reminder",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AlterField(
                    model_name="sopchoice",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sop_choices",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.AlterField(
                    model_name="officechannel",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.RemoveField(
                    model_name="officerole",
                    name="office",
                ),
                migrations.RemoveField(
                    model_name="workinghours",
                    name="office",
                ),
                migrations.AlterField(
                    model_name="soprun",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="offices.office",
                        verbose_name="kantor",
                    ),
                ),
                migrations.RemoveField(
                    model_name="officerole",
                    name="group",
                ),
                migrations.AlterField(
                    model_name="escalation",
                    name="role",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalation",
                        to="offices.officerole",
                        verbose_name="peran",
                    ),
                ),
                migrations.AlterField(
                    model_name="escalation",
                    name="superior",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="Kosong: atasan menurut SOP; bila SOP tidak menyebutnya, admin kantor.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="offices.officerole",
                        verbose_name="atasan",
                    ),
                ),
                migrations.AlterField(
                    model_name="sopchoice",
                    name="sop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="sops.sop",
                        verbose_name="SOP",
                    ),
                ),
                migrations.RemoveField(
                    model_name="sopversion",
                    name="sop",
                ),
                migrations.RemoveField(
                    model_name="sopversion",
                    name="workflow",
                ),
                migrations.AlterField(
                    model_name="soptask",
                    name="version",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="sops.sopversion"
                    ),
                ),
                migrations.AlterField(
                    model_name="soprun",
                    name="sop_version",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="sops.sopversion",
                        verbose_name="SOP",
                    ),
                ),
                migrations.AlterField(
                    model_name="debt",
                    name="waiting_for",
                    field=models.ManyToManyField(related_name="waiting_debts", to="offices.officerole"),
                ),
                migrations.AlterField(
                    model_name="stepvisit",
                    name="waiting_for",
                    field=models.ManyToManyField(
                        related_name="waiting_visits", to="offices.officerole", verbose_name="menunggu"
                    ),
                ),
                migrations.DeleteModel(
                    name="ApiKey",
                ),
                migrations.DeleteModel(
                    name="CalendarDay",
                ),
                migrations.DeleteModel(
                    name="Delegation",
                ),
                migrations.DeleteModel(
                    name="Division",
                ),
                migrations.DeleteModel(
                    name="Membership",
                ),
                migrations.DeleteModel(
                    name="WorkingHours",
                ),
                migrations.DeleteModel(
                    name="Office",
                ),
                migrations.DeleteModel(
                    name="OfficeRole",
                ),
                migrations.DeleteModel(
                    name="Sop",
                ),
                migrations.DeleteModel(
                    name="SopVersion",
                ),
            ]
        ),
        migrations.RunPython(take_along, take_back),
    ]
