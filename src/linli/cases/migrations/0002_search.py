from django.db import migrations

# Two-character words are what people search for, so the index holds pairs of characters. Not a stored column:
# an expression index over an immutable function. The high cost keeps the planner from calling it row by row.
FUNCTION = r"""
create or replace function cjk_bigrams(t text) returns tsvector language sql immutable parallel safe strict cost 20000 as $$
  select coalesce(array_to_tsvector(array_agg(distinct g)), ''::tsvector)
  from (select substr(lower(t), i, 2) as g from generate_series(1, length(t)) as i) as s where g ~ '^\w'
$$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function cjk_bigrams(text)"),
        migrations.RunSQL(
            "create index cases_voice_words on cases_voice using gin (cjk_bigrams(words))", "drop index cases_voice_words"
        ),
    ]
