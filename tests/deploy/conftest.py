"""One installation for all tests of this folder; what they look up, they look up in its database."""

import os

import pytest
from django.db import connection

from tests.deploy.machines import Installation, installed, nginx_program
from tests.needs import needs


@pytest.fixture(scope="session")
def installation(tmp_path_factory, django_db_blocker) -> Installation:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres") or not os.path.exists(nginx_program()):
        needs("needs DATABASE_URL of a PostgreSQL server, and nginx")
    with installed(tmp_path_factory.mktemp("deploy"), server) as running, django_db_blocker.unblock():
        connection.settings_dict["NAME"] = running.env["DATABASE_URL"].rpartition("/")[2]
        connection.close()
        yield running
        connection.close()
