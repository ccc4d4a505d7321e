"""What the ORM can't say: versions never change, pointers stay with their thing, searches forgive typing errors."""

from django.db import migrations

IMMUTABLE = ("courseversion", "lessonversion", "exerciseversion", "publication")
POINTING = (("course", "courseversion"), ("lesson", "lessonversion"), ("exercise", "exerciseversion"))

REFUSE = """
CREATE FUNCTION courses_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once: a change is a new version', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$"""
GUARD = """
CREATE TRIGGER courses_{table}_immutable BEFORE UPDATE OR DELETE ON courses_{table}
    FOR EACH ROW EXECUTE FUNCTION courses_refuse_change()"""
IDENTITY = "ALTER TABLE courses_{version} ADD CONSTRAINT {version}_of_its_{thing} UNIQUE ({thing}_id, id)"
POINTER = """
ALTER TABLE courses_{thing} ADD CONSTRAINT {thing}_{pointer}_is_its_own
    FOREIGN KEY (id, {pointer}_version_id) REFERENCES courses_{version} ({thing}_id, id) DEFERRABLE INITIALLY DEFERRED"""
SAME_COURSE = """
ALTER TABLE courses_lesson ADD CONSTRAINT lesson_of_its_course UNIQUE (course_id, id);
ALTER TABLE courses_exercise ADD CONSTRAINT exercise_lesson_in_its_course
    FOREIGN KEY (course_id, lesson_id) REFERENCES courses_lesson (course_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE courses_exercise ADD CONSTRAINT exercise_published_lesson_in_its_course
    FOREIGN KEY (course_id, published_lesson_id) REFERENCES courses_lesson (course_id, id) DEFERRABLE INITIALLY DEFERRED"""
LIBRARY = "SELECT word_similarity('a', 'a')"  # loads pg_trgm, so that its setting below is known
CANDIDATES = """
CREATE FUNCTION courses_candidates(wanted text) RETURNS SETOF uuid LANGUAGE sql STABLE
SET search_path FROM CURRENT
SET pg_trgm.word_similarity_threshold = '0.4'
AS $$
    (SELECT course_id FROM courses_catalogueentry
        WHERE search @@ websearch_to_tsquery('english', wanted) LIMIT 500)
    UNION
    (SELECT course_id FROM courses_catalogueentry WHERE wanted <% words LIMIT 200)
$$"""


def statements() -> list[str]:
    pointers = [
        POINTER.format(thing=thing, version=version, pointer=pointer)
        for thing, version in POINTING
        for pointer in ("draft", "published")
    ]
    return [
        REFUSE,
        *(GUARD.format(table=table) for table in IMMUTABLE),
        *(IDENTITY.format(thing=thing, version=version) for thing, version in POINTING),
        *pointers,
        SAME_COURSE,
        LIBRARY,
        CANDIDATES,
    ]


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]
    operations = [migrations.RunSQL(sql=statement, reverse_sql=migrations.RunSQL.noop) for statement in statements()]
