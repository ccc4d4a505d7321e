"""Accounts and their roles."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
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


class User(AbstractBaseUser):
    """An account. Its address counts only once verified; its roles say what it may do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    last_login = None
    username = models.CharField(max_length=30)
    email = models.EmailField(max_length=254, unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    display_name = models.CharField(max_length=80)
    bio = models.CharField(max_length=500, blank=True, default="")
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
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
