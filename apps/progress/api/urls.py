"""Paths of progress."""

from django.urls import path

from apps.progress.api import views

urlpatterns = [
    path("api/v1/enrollments", views.EnrollmentsView.as_view()),
    path("api/v1/enrollments/<uuid:enrollment_id>", views.EnrollmentView.as_view()),
    path("api/v1/enrollments/<uuid:enrollment_id>/upgrade", views.UpgradeView.as_view()),
    path("api/v1/progress/<str:whom>", views.ProgressView.as_view()),
    path("api/v1/progress/<str:whom>/lesson/<uuid:lesson_id>", views.LessonProgressView.as_view()),
    path("api/v1/progress/<str:whom>/course/<uuid:course_id>", views.CourseProgressView.as_view()),
    path("api/v1/progress/<str:whom>/course/<uuid:course_id>/explain", views.ExplainView.as_view()),
    path("api/v1/exercises/<uuid:exercise_id>/submit", views.SubmitView.as_view()),
    path("api/v1/exercises/<uuid:exercise_id>/draw", views.DrawView.as_view()),
    path("api/v1/submissions", views.SubmissionsView.as_view()),
    path("api/v1/submissions/<uuid:submission_id>", views.SubmissionView.as_view()),
    path("api/v1/submissions/<uuid:submission_id>/questions", views.SubmissionQuestionsView.as_view()),
    path("api/v1/submissions/<uuid:submission_id>/grade", views.GradeView.as_view()),
    path("api/v1/submissions/to-grade", views.TextsView.as_view()),
    path("api/v1/achievements", views.AchievementsView.as_view()),
    path("api/v1/achievements/me", views.MyAchievementsView.as_view()),
    path("api/v1/certificates/<uuid:certificate_id>", views.CertificateView.as_view()),
    path("api/v1/certificates/<uuid:certificate_id>/verify", views.CertificateVerifyView.as_view()),
]
