"""Topics as data against topics as they are."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic

from gopro.kafka import client, drift, topics
from tests.provisioning.kafka import Kafka


def command(*words: str) -> tuple[list[str], str]:
    """Its lines, and why it failed."""
    said, why = io.StringIO(), ""
    try:
        call_command("kafka", *words, stdout=said)
    except CommandError as failure:
        why = str(failure)
    return said.getvalue().splitlines(), why


@pytest.fixture
def admin(kafka: Kafka) -> Any:
    made = client.admin()
    yield made
    made.close()


def test_the_layout(settings):
    settings.KAFKA_PREFIX = "acme"
    assert {topic.name: topic.settings["cleanup.policy"] for topic in topics.layout()} == {
        "acme.users.events": "delete",
        "acme.courses.events": "delete",
        "acme.notifications.events": "delete",
        "acme.progress.events": "delete",
        "acme.audit.events": "delete",
        "acme.activity.events": "delete",
        "acme.snapshots": "compact",
    }
    assert topics.topic_of("gopro.users.audit.audit_recorded.v1") == "acme.audit.events"
    assert topics.topic_of("gopro.courses.course.course_published.v1") == "acme.courses.events"


def test_dry_run_changes_nothing_and_apply_makes_them(kafka: Kafka):
    lines, why = command("topics", "--apply", "--dry-run")
    assert len(lines) == 7
    assert f"differs  {kafka.prefix}.users.events: missing; to be made with 4 partitions in 1 copies" in lines
    assert why == "7 differences between the topics and what they should be."
    lines, why = command("topics", "--apply")
    assert [line.split()[0] for line in lines] == ["applied"] * 7 + ["7"]
    assert why == ""
    assert command("topics") == (["7 topics are as they should be."], "")


def test_settings_that_drifted_are_set_again(topics: Kafka, admin: Any):
    name = f"{topics.prefix}.snapshots"
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs={"cleanup.policy": "delete"})])
    differs = f"{name}: cleanup.policy is delete, should be compact"
    assert command("topics") == ([f"differs  {differs}"], "1 differences between the topics and what they should be.")
    assert command("topics", "--apply") == ([f"applied  {differs}", "7 topics are as they should be."], "")
    assert drift.differences(admin) == []


def test_the_number_of_partitions_is_never_changed(topics: Kafka, admin: Any):
    name = f"{topics.prefix}.users.events"
    admin.delete_topics([name])
    admin.create_topics([NewTopic(name, 2, 1)], wait_for_metadata=True)
    lines, why = command("topics", "--apply")
    assert lines[0].startswith(f"differs  {name}: 2 partitions, should be 4; left as it is, since keys would move")
    assert why == "1 differences between the topics and what they should be."
    assert len(admin.describe_topics([name])[0]["partitions"]) == 2


def test_without_a_broker_it_says_why(settings):
    settings.KAFKA_URL = "kafka://127.0.0.1:1"
    assert command("topics") == ([], "Kafka at 127.0.0.1:1 can't be reached: [Errno 111] Connection refused")
    settings.KAFKA_URL = ""
    assert command("topics") == ([], "There is no Kafka: KAFKA_URL is not set.")
    settings.KAFKA_URL = "kafka://u:hunter2@one"
    lines, why = command("topics")
    assert (lines, "hunter2" in why, "kafkas://" in why) == ([], False, True)
    settings.KAFKA_URL = ""
    with pytest.raises(CommandError, match="KAFKA_URL is not set"):
        call_command("consume")


def test_the_list_needs_no_broker(settings):
    settings.KAFKA_URL = ""
    lines, why = command("topics", "--list")
    assert (len(lines), why) == (7, "")
    assert lines[0].startswith("gopro.users.events: every fact that users tells; ")
