"""The paths of the users room."""

from django.urls import URLPattern, path

from apps.users.api.views import pages, staff, staff_factors
from apps.users.api.views.accounts import AccountsView, RolesView
from apps.users.api.views.avatars import AvatarRemovalView, AvatarView, MyAvatarView
from apps.users.api.views.emails import EmailChangeConfirmView, EmailChangeUndoView, EmailChangeView
from apps.users.api.views.erasures import ErasureView, KeepAccountView
from apps.users.api.views.exports import ExportArchiveView, ExportView
from apps.users.api.views.impersonation import ImpersonateView
from apps.users.api.views.imports import (
    ImportCancelView,
    ImportReportView,
    ImportResumeView,
    ImportRunView,
    ImportsView,
    ImportView,
    OneImportView,
)
from apps.users.api.views.logins import MfaLoginOptionsView, MfaLoginView, PasskeyLoginOptionsView, PasskeyLoginView
from apps.users.api.views.mfa import (
    AuthenticatorAppConfirmView,
    AuthenticatorAppView,
    FactorsView,
    PasskeyOptionsView,
    PasskeysView,
    PasskeyView,
    ProofOptionsView,
    ProofView,
    RecoveryCodesView,
)
from apps.users.api.views.oauth import (
    IdentitiesView,
    IdentityView,
    OAuthCallbackView,
    OAuthStartView,
    OAuthTokenView,
    ProvidersView,
)
from apps.users.api.views.passwords import PasswordChangeView, PasswordForgotView, PasswordResetView
from apps.users.api.views.personal_tokens import PersonalTokensView, PersonalTokenView
from apps.users.api.views.phones import MyPhoneView
from apps.users.api.views.profiles import MeView, UserView
from apps.users.api.views.registration import RegisterView, ResendVerificationView, VerifyEmailView
from apps.users.api.views.security_log import OwnSecurityLogView, SecurityLogView
from apps.users.api.views.sessions import LogoutAllView, LogoutView, SessionsView, SessionView
from apps.users.api.views.tokens import KeysView, LoginView, RefreshView, VerifyView

AUTH = "api/v1/auth"
USERS = "api/v1/users"

urlpatterns: list[URLPattern] = [
    path("admin/login/", staff.staff_login),
    path("admin/second-factor/", staff_factors.staff_factors),
    path("admin/sign-out/", staff.staff_logout),
    path("account/verify-email", pages.verify_email),
    path("account/reset-password", pages.reset_password),
    path("account/keep", pages.keep_account),
    path("account/change-email", pages.change_email),
    path("account/restore-email", pages.restore_email),
    path("account/signed-in", pages.signed_in),
    path("account/end-session", pages.end_session),
    path(".well-known/jwks.json", KeysView.as_view()),
    path(f"{AUTH}/register", RegisterView.as_view()),
    path(f"{AUTH}/login", LoginView.as_view()),
    path(f"{AUTH}/login/mfa", MfaLoginView.as_view()),
    path(f"{AUTH}/login/mfa/options", MfaLoginOptionsView.as_view()),
    path(f"{AUTH}/login/passkey", PasskeyLoginView.as_view()),
    path(f"{AUTH}/login/passkey/options", PasskeyLoginOptionsView.as_view()),
    path(f"{AUTH}/mfa", FactorsView.as_view()),
    path(f"{AUTH}/mfa/totp", AuthenticatorAppView.as_view()),
    path(f"{AUTH}/mfa/totp/confirm", AuthenticatorAppConfirmView.as_view()),
    path(f"{AUTH}/mfa/recovery-codes", RecoveryCodesView.as_view()),
    path(f"{AUTH}/mfa/passkeys", PasskeysView.as_view()),
    path(f"{AUTH}/mfa/passkeys/options", PasskeyOptionsView.as_view()),
    path(f"{AUTH}/mfa/passkeys/<uuid:passkey_id>", PasskeyView.as_view()),
    path(f"{AUTH}/mfa/proof", ProofView.as_view()),
    path(f"{AUTH}/mfa/proof/options", ProofOptionsView.as_view()),
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
    path(f"{AUTH}/providers", ProvidersView.as_view()),
    path(f"{AUTH}/oauth/<str:provider>/start", OAuthStartView.as_view()),
    path(f"{AUTH}/oauth/<str:provider>/callback", OAuthCallbackView.as_view()),
    path(f"{AUTH}/oauth/<str:provider>/token", OAuthTokenView.as_view()),
    path(f"{AUTH}/identities", IdentitiesView.as_view()),
    path(f"{AUTH}/identities/<uuid:identity_id>", IdentityView.as_view()),
    path(f"{AUTH}/keep-account", KeepAccountView.as_view()),
    path(f"{AUTH}/email/confirm", EmailChangeConfirmView.as_view()),
    path(f"{AUTH}/email/undo", EmailChangeUndoView.as_view()),
    path(USERS, AccountsView.as_view()),
    path(f"{USERS}/me", MeView.as_view()),
    path(f"{USERS}/me/avatar", MyAvatarView.as_view()),
    path(f"{USERS}/me/email", EmailChangeView.as_view()),
    path(f"{USERS}/me/phone", MyPhoneView.as_view()),
    path(f"{USERS}/me/tokens", PersonalTokensView.as_view()),
    path(f"{USERS}/me/tokens/<uuid:token_id>", PersonalTokenView.as_view()),
    path(f"{USERS}/me/export", ExportView.as_view()),
    path(f"{USERS}/me/export/archive", ExportArchiveView.as_view()),
    path(f"{USERS}/me/security-log", OwnSecurityLogView.as_view()),
    path(f"{USERS}/<uuid:user_id>/security-log", SecurityLogView.as_view()),
    path(f"{USERS}/<uuid:user_id>/impersonate", ImpersonateView.as_view()),
    path(f"{USERS}/erasures/<str:token>", ErasureView.as_view()),
    path(f"{USERS}/import", ImportView.as_view()),
    path(f"{USERS}/imports", ImportsView.as_view()),
    path(f"{USERS}/imports/<uuid:import_id>", OneImportView.as_view()),
    path(f"{USERS}/imports/<uuid:import_id>/report", ImportReportView.as_view()),
    path(f"{USERS}/imports/<uuid:import_id>/cancel", ImportCancelView.as_view()),
    path(f"{USERS}/imports/<uuid:import_id>/resume", ImportResumeView.as_view()),
    path(f"{USERS}/imports/<uuid:import_id>/run", ImportRunView.as_view()),
    path(f"{USERS}/<uuid:user_id>/remove-avatar", AvatarRemovalView.as_view()),
    path(f"{USERS}/<uuid:user_id>/avatar/<int:size>", AvatarView.as_view()),
    path(f"{USERS}/<uuid:user_id>/roles", RolesView.as_view()),
    path(f"{USERS}/<str:key>", UserView.as_view()),
]
