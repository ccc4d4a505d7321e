#!/usr/bin/env python
"""The operator's door: every command of GO-PRO."""

import os
import sys

from django.core.management import execute_from_command_line

from config.environment import Environment
from gopro.embedded import files
from gopro.observability import logs

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    files.join(Environment().var / files.TOLD)
    logs.configure(service="manage", level=Environment().log_level, stream=sys.stderr)  # its answer is on the other
    execute_from_command_line(sys.argv)
