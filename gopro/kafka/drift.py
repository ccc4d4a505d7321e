"""What the broker's topics are, against what they should be; and making them so."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import TopicAlreadyExistsError

from gopro.kafka.topics import Topic, layout

COPIES = 3  # of each record, where there are so many brokers


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """`is` and `should be`. Where `change` is empty only a person can do something about it."""

    topic: Topic
    text: str
    is_missing: bool = False
    change: tuple[str, str] | None = None

    @property
    def can_be_applied(self) -> bool:
        return self.is_missing or self.change is not None


def differences(admin: KafkaAdminClient) -> list[Difference]:
    described = admin.describe_topics([topic.name for topic in layout()])
    counts = {each["name"]: len(each["partitions"]) for each in described if not each["error_code"]}
    found = _settings(admin, list(counts))
    return [each for topic in layout() for each in _of_topic(admin, topic, counts=counts, found=found)]


def make_missing(admin: KafkaAdminClient) -> None:
    """Make those topics that aren't there yet; leave the others as they are."""
    for difference in differences(admin):
        if difference.is_missing:
            apply(admin, difference)


def apply(admin: KafkaAdminClient, difference: Difference) -> None:
    topic = difference.topic
    if difference.is_missing:
        wanted = topic.settings | _durable(admin)
        new = NewTopic(topic.name, settings.KAFKA_PARTITIONS, _copies(admin), topic_configs=wanted)
        with suppress(TopicAlreadyExistsError):  # another process was quicker
            admin.create_topics([new], timeout_ms=15_000, wait_for_metadata=True)
    elif difference.change is not None:
        name, value = difference.change
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name, configs={name: value})])


def _of_topic(
    admin: KafkaAdminClient, topic: Topic, *, counts: dict[str, int], found: dict[str, dict[str, str]]
) -> Iterator[Difference]:
    if topic.name not in counts:
        yield _missing(admin, topic)
        return
    yield from _miscounted(topic, counts[topic.name])
    yield from _drifted(topic, wanted=topic.settings | _durable(admin), found=found[topic.name])


def _missing(admin: KafkaAdminClient, topic: Topic) -> Difference:
    text = f"missing; to be made with {settings.KAFKA_PARTITIONS} partitions in {_copies(admin)} copies"
    return Difference(topic=topic, text=text, is_missing=True)


def _miscounted(topic: Topic, count: int) -> Iterator[Difference]:
    if count != settings.KAFKA_PARTITIONS:
        text = f"{count} partitions, should be {settings.KAFKA_PARTITIONS}; left as it is, since keys would move"
        yield Difference(topic=topic, text=f"{text}: make a new topic under another prefix, and mirror anew")


def _drifted(topic: Topic, *, wanted: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    for name, value in sorted(wanted.items()):
        if found.get(name) != value:
            text = f"{name} is {found.get(name)}, should be {value}"
            yield Difference(topic=topic, text=text, change=(name, value))


def _settings(admin: KafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    answer = admin.describe_configs(resources, config_filter="all")["topic"]
    return {name: {key: each["value"] for key, each in entries.items()} for name, entries in answer.items()}


def _copies(admin: KafkaAdminClient) -> int:
    return min(COPIES, len(admin.describe_cluster()["brokers"]))


def _durable(admin: KafkaAdminClient) -> dict[str, str]:
    """One broker may be away and writes go on; what was acknowledged is on all the others."""
    return {"min.insync.replicas": str(max(1, _copies(admin) - 1))}
