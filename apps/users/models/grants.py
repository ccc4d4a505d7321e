"""Roles on one thing alone."""

from django.db import models

from apps.users.models.accounts import Role, User
from gopro.identifiers import uuid7


class RoleGrant(models.Model):
    """A role that somebody holds on one thing of another room, such as a course. Roles on everything: `User.roles`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    within = models.UUIDField(verbose_name="on the course", help_text="The course's id.")
    granted_by = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    expires_at = models.DateTimeField(
        null=True, blank=True, verbose_name="ends at", help_text="Empty: until it is taken away."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "role", "within"], name="role_grant_once")]
        indexes = [
            models.Index(fields=["within"], name="role_grant_within"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="role_grant_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.within}"
