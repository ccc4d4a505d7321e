"""A phone number, as it is written and shown to its owner."""

from typing import Any

from rest_framework import serializers


class PhoneSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=32, help_text="With the country, such as +380 44 123 4567")


class KeptPhoneSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(allow_null=True, help_text="As E.164; null where there is none")
