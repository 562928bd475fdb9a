from django.conf import settings
from django.db import migrations

from text.stored import clean_stored


def forwards(apps, schema_editor):
    clean_stored(apps, settings.APPS_WITH_CLEAN_TEXT)


class Migration(migrations.Migration):
    """Texts stored before they were cleaned at the door; what was signed stays (text/stored.py)."""

    dependencies = [
        ("accounts", "0004_names_that_look_alike"),
        ("home", "0006_section_address_reason"),
        ("news", "0006_preview_in_public_storage"),
        ("workflows", "0013_when_to_look_again"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
