"""Publishing makes files public: those that what is published shows."""

from uuid import UUID

from django.db import connections

from gopro.database import alias_of

SHOW = """
UPDATE courses_media AS media SET is_public = true
FROM courses_mediause AS used
WHERE used.media_id = media.id AND media.course_id = %(course)s AND NOT media.is_public
  AND used.version_id IN (
    SELECT published_version_id FROM courses_course WHERE id = %(course)s
    UNION ALL
    SELECT published_version_id FROM courses_lesson WHERE course_id = %(course)s AND published_position IS NOT NULL
    UNION ALL
    SELECT published_version_id FROM courses_exercise WHERE course_id = %(course)s AND published_position IS NOT NULL
    UNION ALL
    SELECT bank.id FROM courses_exercise AS exercise
        JOIN courses_exerciseversion AS quiz ON quiz.id = exercise.published_version_id
        CROSS JOIN LATERAL jsonb_array_elements(quiz.draws) AS draw
        JOIN courses_bankversion AS bank
            ON bank.bank_id::text = draw ->> 'bank' AND bank.n = (draw ->> 'version')::integer
        WHERE exercise.course_id = %(course)s AND exercise.published_position IS NOT NULL
  )"""


def show_media(*, course_id: UUID) -> int:
    """In the publication's transaction, once the pointers are set; how many have become public.

    They stay so: publications never change, and learners keep the one that they began.
    """
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(SHOW, {"course": course_id})
        return int(cursor.rowcount)
