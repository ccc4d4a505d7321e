"""The paths of the users room."""

from django.urls import URLPattern, path

from apps.users.api.views import pages, staff
from apps.users.api.views.erasures import ErasureView, KeepAccountView
from apps.users.api.views.exports import ExportArchiveView, ExportView
from apps.users.api.views.passwords import PasswordChangeView, PasswordForgotView, PasswordResetView
from apps.users.api.views.profiles import MeView, UserView
from apps.users.api.views.registration import RegisterView, ResendVerificationView, VerifyEmailView
from apps.users.api.views.sessions import LogoutAllView, LogoutView, SessionsView, SessionView
from apps.users.api.views.tokens import KeysView, LoginView, RefreshView, VerifyView

AUTH = "api/v1/auth"
USERS = "api/v1/users"

urlpatterns: list[URLPattern] = [
    path("admin/login/", staff.staff_login),
    path("admin/sign-out/", staff.staff_logout),
    path("account/verify-email", pages.verify_email),
    path("account/reset-password", pages.reset_password),
    path("account/keep", pages.keep_account),
    path(".well-known/jwks.json", KeysView.as_view()),
    path(f"{AUTH}/register", RegisterView.as_view()),
    path(f"{AUTH}/login", LoginView.as_view()),
    path(f"{AUTH}/refresh", RefreshView.as_view()),
    path(f"{AUTH}/logout", LogoutView.as_view()),
    path(f"{AUTH}/logout-all", LogoutAllView.as_view()),
    path(f"{AUTH}/verify", VerifyView.as_view()),
    path(f"{AUTH}/verify-email", VerifyEmailView.as_view()),
    path(f"{AUTH}/verify-email/resend", ResendVerificationView.as_view()),
    path(f"{AUTH}/password/change", PasswordChangeView.as_view()),
    path(f"{AUTH}/password/forgot", PasswordForgotView.as_view()),
    path(f"{AUTH}/password/reset", PasswordResetView.as_view()),
    path(f"{AUTH}/sessions", SessionsView.as_view()),
    path(f"{AUTH}/sessions/<uuid:session_id>", SessionView.as_view()),
    path(f"{AUTH}/keep-account", KeepAccountView.as_view()),
    path(f"{USERS}/me", MeView.as_view()),
    path(f"{USERS}/me/export", ExportView.as_view()),
    path(f"{USERS}/me/export/archive", ExportArchiveView.as_view()),
    path(f"{USERS}/erasures/<str:token>", ErasureView.as_view()),
    path(f"{USERS}/<uuid:user_id>", UserView.as_view()),
]
