from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_search_index_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha1", models.CharField(max_length=40)),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "document text",
                "verbose_name_plural": "document texts",
                "constraints": [
                    models.UniqueConstraint(fields=("sha1",), name="portal_documenttext_sha1")
                ],
            },
        ),
    ]
