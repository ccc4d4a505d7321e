"""Accounts and their roles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower

from gopro.identifiers import uuid7


class Role(models.TextChoices):
    """Beside learner, which everybody is."""

    AUTHOR = "author"
    EDITOR = "editor"
    SUPPORT = "support"
    ADMIN = "admin"


LEARNER = "learner"


class Visibility(models.TextChoices):
    """Who may see a profile."""

    PUBLIC = "public", "everybody"
    MEMBERS = "members", "people who are signed in"
    PRIVATE = "private", "nobody"


NARROWER = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE)
# What a profile shows beside the names, and to whom, unless its owner says otherwise.
SHOWN_TO: Mapping[str, Visibility] = MappingProxyType(
    dict.fromkeys(("bio", "pronouns", "location", "links", "avatar", "created_at"), Visibility.PUBLIC)
    | dict.fromkeys(("time_zone", "locale"), Visibility.MEMBERS)
    | {"email": Visibility.PRIVATE}
)


class User(AbstractBaseUser):
    """An account. Its address counts only once verified; its roles say what it may do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    last_login = None
    username = models.CharField(max_length=30)
    email = models.EmailField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    display_name = models.CharField(max_length=80)
    bio = models.CharField(max_length=500, blank=True, default="")
    pronouns = models.CharField(max_length=40, blank=True, default="", db_default="")
    location = models.CharField(max_length=80, blank=True, default="", db_default="")
    links = ArrayField(models.CharField(max_length=200), default=list, blank=True, db_default=[])
    avatar_id = models.UUIDField(null=True, blank=True, editable=False)
    phone = models.TextField(blank=True, default="", db_default="", editable=False)  # encrypted with the owner's key
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    shown_to = models.JSONField(default=dict, blank=True, db_default={}, help_text="By field, where it isn't usual.")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects = BaseUserManager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="user_newest"),
            models.Index(fields=["-created_at", "-id"], condition=models.Q(is_active=False), name="user_closed_newest"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(email_verified_at=None),
                name="user_unverified_newest",
            ),
            GinIndex(fields=["roles"], name="user_of_role"),
            models.Index(OpClass(Lower("username"), "text_pattern_ops"), name="user_username_begins"),
            models.Index(OpClass(Lower("display_name"), "text_pattern_ops"), name="user_display_name_begins"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def all_roles(self) -> list[str]:
        return [LEARNER, *sorted(self.roles)]

    @property
    def email_verified(self) -> bool:
        return self.email_verified_at is not None

    @property
    def field_visibility(self) -> dict[str, str]:
        """Of each field, beside the profile's own."""
        return {**{name: usual.value for name, usual in SHOWN_TO.items()}, **self.shown_to}

    def audience_of(self, field: str) -> Visibility:
        """The narrower of the profile's and the field's."""
        return max(Visibility(self.visibility), Visibility(self.field_visibility[field]), key=NARROWER.index)
