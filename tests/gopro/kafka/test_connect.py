"""The connectors of docker/connect: known options, topics of ours, no secret. (No Kafka Connect runs here.)"""

import json
import re
from pathlib import Path

import pytest

from gopro.kafka import topics

FOLDER = Path(__file__).parents[3] / "docker" / "connect"
FRAMEWORK = {"connector.class", "tasks.max", "topics", "transforms", "errors.tolerance", "errors.log.enable"} | {
    "key.converter",
    "value.converter",
    "value.converter.schemas.enable",
    "header.converter",
    "errors.deadletterqueue.topic.name",
    "errors.deadletterqueue.context.headers.enable",
}
S3 = {"storage.class", "s3.region", "s3.bucket.name", "store.url", "aws.access.key.id", "aws.secret.access.key"} | {
    *("topics.dir", "format.class", "s3.compression.type", "store.kafka.headers", "headers.format.class"),
    *("store.kafka.keys", "keys.format.class", "partitioner.class", "path.format", "partition.duration.ms"),
    *("timestamp.extractor", "timezone", "locale", "flush.size", "rotate.schedule.interval.ms"),
    "behavior.on.null.values",
}
CLICKHOUSE = {"topic2TableMap", "hostname", "port", "database", "username", "password", "ssl", "exactlyOnce"}
CONNECTORS = {
    "s3-sink": ("io.confluent.connect.s3.S3SinkConnector", S3),
    "clickhouse-sink": ("com.clickhouse.kafka.connect.ClickHouseSinkConnector", CLICKHOUSE),
}
TRANSFORMS = {
    "org.apache.kafka.connect.transforms.HoistField$Value": {"field"},
    "com.github.jcustenborder.kafka.connect.transform.common.HeaderToField$Value": {"header.mappings"},
}


@pytest.fixture(params=sorted(CONNECTORS))
def connector(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    found = json.loads((FOLDER / f"{request.param}.json").read_text())
    assert set(found) == {"name", "config"}
    return request.param, found["config"]


def test_its_class_and_options_are_known(connector):
    name, config = connector
    kind, known = CONNECTORS[name]
    assert config["connector.class"] == kind
    assert all(isinstance(value, str) for value in config.values())
    of_transforms = {
        f"transforms.{alias}.{option}"
        for alias in filter(None, config.get("transforms", "").split(","))
        for option in ({"type"} | TRANSFORMS[config[f"transforms.{alias}.type"]])
    }
    assert set(config) - FRAMEWORK - known == of_transforms


def test_its_topics_are_ours(connector, settings):
    settings.KAFKA_PREFIX = "gopro"
    name, config = connector
    read = set(config["topics"].split(","))
    kept = {topic.name for topic in topics.layout() if topic.settings["cleanup.policy"] == "delete"}
    assert read == kept if name == "s3-sink" else read < kept
    assert config["errors.deadletterqueue.topic.name"] not in kept


def test_no_secret_stands_in_it(connector):
    _, config = connector
    secret = re.compile(r"key\.id|secret|password|user|hostname|bucket")
    given = {option: value for option, value in config.items() if secret.search(option)}
    assert given
    assert all(re.fullmatch(r"\$\{env:[A-Z_0-9]+\}", value) for value in given.values())
    readme = (FOLDER / "README.md").read_text()
    assert all(variable in readme for value in config.values() for variable in re.findall(r"\$\{env:(\w+)\}", value))


def test_clickhouse_has_the_tables_and_columns_that_it_is_given():
    config = json.loads((FOLDER / "clickhouse-sink.json").read_text())["config"]
    tables = {pair.partition("=")[2] for pair in config["topic2TableMap"].split(",")}
    filled = {value.rpartition(":")[2] for name, value in config.items() if name.endswith("header.mappings")} | {"data"}
    ddl = (FOLDER / "clickhouse.sql").read_text()
    made = dict(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)\n\((.*?)\n\)\nENGINE", ddl, re.DOTALL))
    assert set(made) == tables
    for columns in made.values():
        assert set(re.findall(r"^ +(\w+) ", columns, re.MULTILINE)) == filled
