import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft keeps the words of an attachment or a gallery's picture whose file is still to come."""

    dependencies = [
        ("news", "0010_divisions_of_offices"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtaildocs.document",
                verbose_name="berkas",
            ),
        ),
        migrations.AlterField(
            model_name="galleryimage",
            name="image",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailimages.image",
                verbose_name="foto",
            ),
        ),
    ]
