"""The kernel with three small rooms in place of the real ones, on the same servers, schemas and roles as theirs."""

from config.environment import Environment, words
from config.settings import databases
from config.settings.test import *  # noqa: F403 - the way Django's settings inherit
from config.settings.test import INSTALLED_APPS as WHOLE_HOUSE

ENVIRONMENT = Environment(rooms=None)
ROOMS = ("teller", "hearer", "echo")
ROOMS_HERE = tuple(room for room in ROOMS if room in words("FAULTS_ROOMS", ",".join(ROOMS)))
ROOM_ALIASES = {room: room for room in ROOMS}
DATABASES = {"default": {}} | {
    room: databases.of_room(room=room, environment=ENVIRONMENT, pool=False) for room in ROOMS_HERE
}

PEOPLE = {"gopro.api", "gopro.pages", "gopro.staff", "gopro.sagas"}  # parts of the kernel that need accounts, or rooms
INSTALLED_APPS = [
    *[app for app in WHOLE_HOUSE if app == "gopro" or (app.startswith("gopro.") and app not in PEOPLE)],
    *[f"tests.faults.rooms.{room}" for room in ROOMS],
]
AUTH_USER_MODEL = "auth.User"  # which is not installed: nobody logs in here
MIDDLEWARE = []
ROOT_URLCONF = "tests.faults.web"
TEMPLATES = []
KAFKA_PARTITIONS = 6  # of topics that are made anew for each fault
