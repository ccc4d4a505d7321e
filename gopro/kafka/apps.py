"""The table of records that could not be read, in every room's database."""

from django.apps import AppConfig


class KafkaConfig(AppConfig):
    name = "gopro.kafka"
    label = "gopro_kafka"
    verbose_name = "Kafka"
    default_auto_field = "django.db.models.BigAutoField"
