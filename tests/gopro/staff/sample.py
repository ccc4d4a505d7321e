"""A sample thing with its service and its pages: the least that a room's admin is made of."""

from typing import ClassVar, override

from django import forms
from django.db import models
from django.http import HttpRequest

from gopro.database import atomic
from gopro.errors import Conflict
from gopro.identifiers import uuid7
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import RoomAdminSite

ROOM = "users"  # any room will do: its alias holds the table for the length of a test


class Thing(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    objects: ClassVar[models.Manager["Thing"]] = models.Manager()

    class Meta:
        app_label = "sample"  # no installed app: no migration, and no house test meets it

    def __str__(self) -> str:
        return self.title


@atomic(ROOM)
def save_thing(*, thing: Thing) -> None:
    thing.save()
    if thing.title == "taken":
        raise Conflict("This title is taken.", fields={"/title": "Choose another."})
    if thing.title == "closed":
        raise Conflict("The shop is closed.")


@atomic(ROOM)
def delete_thing(*, thing: Thing) -> None:
    if thing.title == "needed":
        raise Conflict("It is needed.")
    thing.delete()


class ThingAdmin(RoomModelAdmin):
    view_permission = "users.thing:view"
    add_permission = "users.thing:add"
    change_permission = "users.thing:change"
    delete_permission = "users.thing:delete"
    owner_field = "owner_id"
    list_display = ("title", "owner_id")
    search_fields = ("title",)

    @override
    def save_model(self, request: HttpRequest, obj: Thing, form: "forms.ModelForm[Thing]", change: bool) -> None:
        save_thing(thing=obj)

    @override
    def delete_model(self, request: HttpRequest, obj: Thing) -> None:
        delete_thing(thing=obj)


def site() -> RoomAdminSite:
    found = RoomAdminSite(ROOM)
    found.register(Thing, ThingAdmin)
    return found
