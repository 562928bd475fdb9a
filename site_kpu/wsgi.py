"""The WSGI entry point; production settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_kpu.settings.production")
_site = get_wsgi_application()

from home.cache.middleware import KeptFirst  # noqa: E402  # needs the settings

application = KeptFirst(_site)
