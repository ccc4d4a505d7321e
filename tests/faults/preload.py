"""What every process of the small house imports before it reads its settings: once, in the server that forks them."""

import celery
import django.contrib.postgres.functions
import django.core.management
import django.db.backends.postgresql.base
import psycopg
import pytest
import redis
import rest_framework
import structlog
import time_machine

import gopro.apps
import gopro.events.codec
import tests.faults.launch

IMPORTED = (
    *(celery, django, psycopg, pytest, redis, rest_framework, structlog, time_machine),
    *(gopro.apps, gopro.events.codec, tests.faults.launch),
)
