"""Paths of notifications."""

from django.urls import path

from apps.notifications.api import views

urlpatterns = [
    path("api/v1/notifications", views.NotificationsView.as_view()),
    path("api/v1/notifications/count", views.CountView.as_view()),
    path("api/v1/notifications/read-all", views.ReadAllView.as_view()),
    path("api/v1/notifications/preferences", views.PreferencesView.as_view()),
    path("api/v1/notifications/unsubscribe/<str:token>", views.UnsubscribeView.as_view()),
    path("api/v1/notifications/<uuid:notification_id>/read", views.ReadView.as_view()),
    path("api/v1/notifications/<uuid:notification_id>/deliveries", views.DeliveriesView.as_view()),
]
