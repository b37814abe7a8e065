import django.db.models.manager
from django.db import migrations, models

MONTHS = """
SELECT DISTINCT to_char(moment, 'YYYY_MM'), moment::date, (moment + interval '1 month')::date
FROM (
  SELECT date_trunc('month', to_timestamp(at / 1000000) AT TIME ZONE 'Asia/Shanghai') AS moment
  FROM telemetry_reading_whole WHERE at >= 1262304000000000 AND at < 4102444800000000
) AS found ORDER BY 1
"""
"""Months of 2010 to 2099 that the table has readings of; what lies outside is strange and has no month."""


def part(schema_editor):
    """The largest table by months of `at` (docs/adr/0028). Read and written once; afterwards the old one goes."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE telemetry_reading RENAME TO telemetry_reading_whole")
        cursor.execute("ALTER INDEX telemetry_reading_pkey RENAME TO telemetry_reading_whole_pkey")
        cursor.execute(
            "CREATE TABLE telemetry_reading (series_id bigint NOT NULL, at bigint NOT NULL, milli bigint NOT NULL,"
            " PRIMARY KEY (series_id, at)) PARTITION BY RANGE (at)"
        )
        cursor.execute("CREATE TABLE telemetry_reading_other PARTITION OF telemetry_reading DEFAULT")
        cursor.execute(MONTHS)
        for name, begins, ends in cursor.fetchall():
            cursor.execute(
                "SELECT (extract(epoch FROM %s::timestamp AT TIME ZONE 'Asia/Shanghai') * 1000000)::bigint,"
                " (extract(epoch FROM %s::timestamp AT TIME ZONE 'Asia/Shanghai') * 1000000)::bigint",
                [begins, ends],
            )
            since, until = cursor.fetchone()
            cursor.execute(
                f"CREATE TABLE telemetry_reading_{name} PARTITION OF telemetry_reading"
                f" FOR VALUES FROM ({since}) TO ({until})"
            )
        cursor.execute(
            "INSERT INTO telemetry_reading (series_id, at, milli)"
            " SELECT series_id, at, milli FROM telemetry_reading_whole ORDER BY series_id, at"
        )
        cursor.execute("DROP TABLE telemetry_reading_whole")


def join(schema_editor):
    """One table again. Months that lie in files stay there."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE telemetry_reading RENAME TO telemetry_reading_parted")
        cursor.execute("ALTER INDEX telemetry_reading_pkey RENAME TO telemetry_reading_parted_pkey")
        cursor.execute(
            "CREATE TABLE telemetry_reading (series_id bigint NOT NULL, at bigint NOT NULL, milli bigint NOT NULL,"
            " PRIMARY KEY (series_id, at))"
        )
        cursor.execute(
            "INSERT INTO telemetry_reading (series_id, at, milli)"
            " SELECT series_id, at, milli FROM telemetry_reading_parted"
        )
        cursor.execute("DROP TABLE telemetry_reading_parted")


class Migration(migrations.Migration):

    dependencies = [
        ('telemetry', '0005_points'),
    ]

    operations = [
        migrations.RunPython(lambda apps, editor: part(editor), lambda apps, editor: join(editor)),
        migrations.CreateModel(
            name='ColdMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7, unique=True)),
                ('begins', models.BigIntegerField(unique=True)),
                ('ends', models.BigIntegerField()),
                ('rows', models.BigIntegerField()),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('filed', models.BigIntegerField()),
                ('cleared', models.BooleanField(default=False)),
            ],
            options={
                'default_manager_name': '_all',
            },
            managers=[
                ('_all', django.db.models.manager.Manager()),
            ],
        ),
    ]
