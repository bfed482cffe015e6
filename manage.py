#!/usr/bin/env python
"""Run the hall's administrative commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
