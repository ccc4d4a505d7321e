"""Who may see which account, session and profile."""

from apps.users.selectors.accounts import (
    account,
    account_by_email,
    email_is_kept,
    email_is_taken,
    emails_kept,
    normalized_email,
    own_account,
    username_is_taken,
)
from apps.users.selectors.factors import (
    authenticator_app,
    has_second_factor,
    passkey,
    passkey_of,
    passkeys,
    recovery_codes_left,
    second_factors,
)
from apps.users.selectors.grants import grants_held, role_grants
from apps.users.selectors.identities import authorization_request, identities, identity, own_identity
from apps.users.selectors.imports import (
    any_user_import,
    import_lines,
    import_under_way,
    lost_imports,
    refused_lines,
    user_import,
    user_imports,
)
from apps.users.selectors.notices import due_notices
from apps.users.selectors.one_time_tokens import due_mail, waiting_invitations
from apps.users.selectors.personal_tokens import (
    last_expiry_of,
    live_personal_tokens,
    personal_token,
    personal_tokens_revoked_within,
)
from apps.users.selectors.privacy import erasure, export, newest_export, pending_erasure, personal_sections
from apps.users.selectors.profiles import SEARCHES, Profile, account_named, accounts, accounts_beginning, profile
from apps.users.selectors.security_log import READING, security_entries, security_log
from apps.users.selectors.sessions import (
    open_session,
    open_sessions,
    open_sessions_of,
    recent_session,
    refresh_token,
    session,
    sessions_ended_within,
)

__all__ = [
    "READING",
    "SEARCHES",
    "Profile",
    "account",
    "account_by_email",
    "account_named",
    "accounts",
    "accounts_beginning",
    "any_user_import",
    "authenticator_app",
    "authorization_request",
    "due_mail",
    "due_notices",
    "email_is_kept",
    "email_is_taken",
    "emails_kept",
    "erasure",
    "export",
    "grants_held",
    "has_second_factor",
    "identities",
    "identity",
    "import_lines",
    "import_under_way",
    "last_expiry_of",
    "live_personal_tokens",
    "lost_imports",
    "newest_export",
    "normalized_email",
    "open_session",
    "open_sessions",
    "open_sessions_of",
    "own_account",
    "own_identity",
    "passkey",
    "passkey_of",
    "passkeys",
    "pending_erasure",
    "personal_sections",
    "personal_token",
    "personal_tokens_revoked_within",
    "profile",
    "recent_session",
    "recovery_codes_left",
    "refresh_token",
    "refused_lines",
    "role_grants",
    "second_factors",
    "security_entries",
    "security_log",
    "session",
    "sessions_ended_within",
    "user_import",
    "user_imports",
    "username_is_taken",
    "waiting_invitations",
]
