"""The kernel with two small rooms in place of the real ones, on the same kind of servers, schemas and roles."""

from config.environment import Environment
from config.settings import databases
from config.settings.test import *  # noqa: F403 - the way Django's settings inherit
from config.settings.test import INSTALLED_APPS as WHOLE_HOUSE

ROOMS = ROOMS_HERE = ("teller", "hearer")
ROOM_ALIASES = {room: room for room in ROOMS}
DATABASES = {"default": {}} | {
    room: databases.of_room(room=room, environment=Environment(rooms=None), pool=False) for room in ROOMS
}

PEOPLE = {"gopro.api", "gopro.pages", "gopro.staff", "gopro.sagas"}  # parts of the kernel that need accounts, or rooms
INSTALLED_APPS = [
    *[app for app in WHOLE_HOUSE if app == "gopro" or (app.startswith("gopro.") and app not in PEOPLE)],
    *[f"tests.bench.rooms.{room}" for room in ROOMS],
]
AUTH_USER_MODEL = "auth.User"  # which is not installed: nobody logs in here
MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.web"
TEMPLATES = []
