#!/usr/bin/env python
"""Django's command line for this site; DJANGO_SETTINGS_MODULE picks the settings (default: dev)."""

import os
import sys

INSTALLED = "/etc/site-kpu/env"
"""Where an installation has its settings."""

if __name__ == "__main__":
    if "DJANGO_SETTINGS_MODULE" not in os.environ and os.path.exists(INSTALLED):
        sys.exit(f"Di mesin ini situs terpasang ({INSTALLED}). Pakai: site-kpu {' '.join(sys.argv[1:])}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_kpu.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
