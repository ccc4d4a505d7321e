"""Which tries count, and how long a stream pauses."""

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError
from psycopg import errors

from gopro.events.failures import Failure, pause_seconds
from gopro.events.registry import OnFailure


def django_error(made: type[Exception], cause: psycopg.Error) -> Exception:
    error = made(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        django_error(OperationalError, errors.DeadlockDetected("deadlock")),
        django_error(OperationalError, errors.SerializationFailure("serialization")),
        django_error(OperationalError, errors.LockNotAvailable("lock")),
        django_error(OperationalError, errors.AdminShutdown("stopping")),
        OperationalError("the server closed the connection unexpectedly"),
        InterfaceError("connection already closed"),
    ],
)
def test_what_says_nothing_about_the_fact_passes(error):
    assert Failure(error=error, on_failure=OnFailure.HALT).is_passing()


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        django_error(IntegrityError, errors.UniqueViolation("twice")),
        django_error(OperationalError, errors.QueryCanceled("statement time-out")),
        django_error(OperationalError, errors.IdleInTransactionSessionTimeout("idle")),
        TransactionManagementError("an error was swallowed"),
    ],
)
def test_other_failures_count(error):
    assert not Failure(error=error, on_failure=OnFailure.HALT).is_passing()


def test_a_failure_that_a_passing_one_caused_passes():
    error = RuntimeError("wrapped")
    error.__cause__ = django_error(OperationalError, errors.DeadlockDetected("deadlock"))
    assert Failure(error=error, on_failure=OnFailure.HALT).is_passing()


def test_pauses_grow_and_are_bounded():
    for attempt in range(30):
        assert 0 <= pause_seconds(attempt) <= min(600, 2**attempt)
