#!/usr/bin/env python
"""Django's command line for this site; DJANGO_SETTINGS_MODULE picks the settings (default: dev)."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_kpu.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
