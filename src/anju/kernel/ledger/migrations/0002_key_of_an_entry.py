from django.db import migrations, models

from anju.kernel.ledger import triggers


def guard_again(apps, schema_editor):
    """SQLite adds this column by rebuilding the table, which takes its triggers away."""
    triggers.make(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, guard_again),
        migrations.AddField(
            model_name='entry',
            name='key',
            field=models.CharField(default='', editable=False, max_length=16),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
