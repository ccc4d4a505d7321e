"""The paths of the courses room; config mounts them at the root."""

from django.urls import path

from apps.courses.api.views import courses, exercises, lessons, shelves

BASE = "api/v1"

urlpatterns = [
    path(f"{BASE}/courses", courses.CoursesView.as_view(), name="courses"),
    path(f"{BASE}/courses/drafts", courses.DraftsView.as_view(), name="course-drafts"),
    path(f"{BASE}/courses/<str:key>", courses.CourseView.as_view(), name="course"),
    path(f"{BASE}/courses/<str:key>/draft", courses.CourseDraftView.as_view(), name="course-draft"),
    path(
        f"{BASE}/courses/<str:key>/draft/lessons", lessons.CourseDraftLessonsView.as_view(), name="course-draft-lessons"
    ),
    path(f"{BASE}/courses/<str:key>/publish", courses.CoursePublishView.as_view(), name="course-publish"),
    path(f"{BASE}/courses/<str:key>/retire", courses.CourseRetireView.as_view(), name="course-retire"),
    path(f"{BASE}/courses/<str:key>/deletion", courses.CourseDeletionView.as_view(), name="course-deletion"),
    path(f"{BASE}/courses/<str:key>/reorder", courses.CourseReorderView.as_view(), name="course-reorder"),
    path(f"{BASE}/courses/<str:key>/versions", courses.CourseVersionsView.as_view(), name="course-versions"),
    path(f"{BASE}/courses/<str:key>/lessons", lessons.CourseLessonsView.as_view(), name="course-lessons"),
    path(f"{BASE}/courses/<str:key>/exercises", exercises.CourseExercisesView.as_view(), name="course-exercises"),
    path(f"{BASE}/lessons", lessons.LessonsView.as_view(), name="lessons"),
    path(f"{BASE}/lessons/<str:key>", lessons.LessonView.as_view(), name="lesson"),
    path(f"{BASE}/lessons/<uuid:lesson_id>/draft", lessons.LessonDraftView.as_view(), name="lesson-draft"),
    path(f"{BASE}/lessons/<str:key>/exercises", exercises.LessonExercisesView.as_view(), name="lesson-exercises"),
    path(f"{BASE}/exercises", exercises.ExercisesView.as_view(), name="exercises"),
    path(f"{BASE}/exercises/<uuid:exercise_id>", exercises.ExerciseView.as_view(), name="exercise"),
    path(f"{BASE}/exercises/<uuid:exercise_id>/draft", exercises.ExerciseDraftView.as_view(), name="exercise-draft"),
    path(f"{BASE}/categories", shelves.CategoriesView.as_view(), name="categories"),
    path(f"{BASE}/tags", shelves.TagsView.as_view(), name="tags"),
    path(f"{BASE}/curriculum", shelves.CurriculumView.as_view(), name="curriculum"),
]
