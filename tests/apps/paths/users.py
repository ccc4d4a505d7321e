"""Accounts and sessions."""

from uuid import UUID

from apps.users.contracts import (
    EmailVerified,
    PasswordChanged,
    RoleGranted,
    RoleRevoked,
    SessionRevoked,
    UserCreated,
    UserDeactivated,
    UserLoggedIn,
    UserLoggedOut,
    UserReactivated,
    UserUpdated,
)
from apps.users.models import OneTimeToken, Purpose, User
from apps.users.services import accounts, one_time_tokens, secrets
from tests.apps.paths.cases import Act, Doors, case
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in, unverified

USERS, SESSIONS = "/admin/users/users/user/", "/admin/users/users/session/"
AUTH = "/api/v1/auth"
NEWER = "another horse battery staple"
FORM = {"email": "ada@example.org", "username": "ada", "password": PASSWORD}


def chosen(action: str, pk: object) -> dict[str, object]:
    return {"action": action, "_selected_action": [str(pk)]}


def token_of(user: User, *, purpose: Purpose) -> str:
    """A link's secret, as its mail would carry it."""
    one_time_tokens.request_token(user=user, purpose=purpose)
    token, secret = OneTimeToken.objects.filter(user=user, purpose=purpose).latest("created_at"), secrets.new()
    token.token_hash = secrets.hash_of(secret)
    token.save()
    return secret


@case(door="api", tells=(UserCreated,))
def register(doors: Doors) -> Act:
    return lambda: doors.api().post(f"{AUTH}/register", FORM)


@case(door="command", tells=(UserCreated, EmailVerified, RoleGranted))
def create_staff(doors: Doors) -> Act:
    secret = doors.folder / "password"
    secret.write_text(PASSWORD)
    words = ("--email", "ada@example.org", "--username", "ada", "--roles", "admin", "--password-file", secret)
    return lambda: doors.command("create_staff", *words)


@case(door="api", tells=(EmailVerified,))
def verify_email(doors: Doors) -> Act:
    secret = token_of(unverified(), purpose=Purpose.VERIFY_EMAIL)
    return lambda: doors.api().post(f"{AUTH}/verify-email", {"token": secret})


@case(door="page", tells=(EmailVerified,))
def verify_email_page(doors: Doors) -> Act:
    secret = token_of(unverified(), purpose=Purpose.VERIFY_EMAIL)
    return lambda: doors.admin().post("/account/verify-email", {"token": secret})


@case(door="api", tells=(UserLoggedIn,), again=(UserLoggedIn,))
def log_in(doors: Doors) -> Act:
    user = UserFactory()
    return lambda: doors.api().post(f"{AUTH}/login", {"email": user.email, "password": PASSWORD})


@case(door="admin", tells=(UserLoggedIn,), again=(UserLoggedIn,))
def log_in_to_admin(doors: Doors) -> Act:
    user = UserFactory(roles=["support"])
    return lambda: doors.admin().post("/admin/login/", {"email": user.email, "password": PASSWORD})


@case(door="api", tells=(UserLoggedOut,))
def log_out(doors: Doors) -> Act:
    issued = signed_in(UserFactory())
    client = doors.api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issued.access}")
    return lambda: client.post(f"{AUTH}/logout")


@case(door="api", tells=(UserLoggedOut, UserLoggedOut))
def log_out_everywhere(doors: Doors) -> Act:
    user = UserFactory()
    signed_in(user)
    signed_in(user)
    return lambda: doors.api(user_id=user.pk).post(f"{AUTH}/logout-all")


@case(door="admin", tells=(UserLoggedOut,))
def log_out_of_admin(doors: Doors) -> Act:
    user = UserFactory(roles=["support"])
    client = doors.admin()
    client.post("/admin/login/", {"email": user.email, "password": PASSWORD})
    client.cookies.clear()
    client.post("/admin/login/", {"email": user.email, "password": PASSWORD})
    return lambda: client.post("/admin/progress/logout/", follow=True)


@case(door="api", tells=(SessionRevoked,))
def revoke_own_session(doors: Doors) -> Act:
    issued = signed_in(UserFactory())
    client = doors.api(user_id=issued.user.pk)
    return lambda: client.delete(f"{AUTH}/sessions/{issued.session_id}")


@case(door="admin", tells=(SessionRevoked,))
def revoke_session_of_another(doors: Doors) -> Act:
    issued = signed_in(UserFactory())
    return lambda: doors.admin("support").post(SESSIONS, chosen("revoke", issued.session_id))


@case(door="api", tells=(SessionRevoked,))
def use_a_refresh_token_twice(doors: Doors) -> Act:
    issued = signed_in(UserFactory())
    doors.api().post(f"{AUTH}/refresh", {"refresh": issued.refresh})
    return lambda: doors.api().post(f"{AUTH}/refresh", {"refresh": issued.refresh})


@case(door="api", tells=(UserUpdated,))
def rename_oneself(doors: Doors) -> Act:
    user = UserFactory()
    return lambda: doors.api(user_id=user.pk).patch("/api/v1/users/me", {"display_name": "Countess"})


@case(door="api", tells=(PasswordChanged, SessionRevoked))
def change_password(doors: Doors) -> Act:
    user = UserFactory()
    signed_in(user)
    sent = {"current_password": PASSWORD, "new_password": NEWER}
    return lambda: doors.api(user_id=user.pk).post(f"{AUTH}/password/change", sent)


@case(door="api", tells=(PasswordChanged, SessionRevoked))
def reset_password(doors: Doors) -> Act:
    user = UserFactory()
    signed_in(user)
    sent = {"token": token_of(user, purpose=Purpose.RESET_PASSWORD), "new_password": NEWER}
    return lambda: doors.api().post(f"{AUTH}/password/reset", sent)


def set_roles(doors: Doors, *, user_id: UUID, roles: list[str]) -> Act:
    return lambda: doors.admin("admin").post(f"{USERS}{user_id}/change/", {"roles": roles, "reason": "Asked for."})


@case(door="admin", tells=(RoleGranted,))
def grant_role(doors: Doors) -> Act:
    return set_roles(doors, user_id=UserFactory().pk, roles=["author"])


@case(door="admin", tells=(RoleRevoked, SessionRevoked))
def revoke_role(doors: Doors) -> Act:
    user = UserFactory(roles=["author"])
    signed_in(user)
    return set_roles(doors, user_id=user.pk, roles=[])


@case(door="admin", tells=(UserDeactivated, SessionRevoked))
def deactivate(doors: Doors) -> Act:
    user = UserFactory()
    signed_in(user)
    return lambda: doors.admin("admin").post(USERS, chosen("deactivate", user.pk))


@case(door="admin", tells=(UserReactivated,))
def reactivate(doors: Doors) -> Act:
    user = UserFactory()
    accounts.deactivate_user(user_id=user.pk)
    return lambda: doors.admin("admin").post(USERS, chosen("reactivate", user.pk))
