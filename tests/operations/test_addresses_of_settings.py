"""Addresses in the settings: what can't be taken apart is told in a sentence, and no part of a password with it."""

import pytest

from home.cache import redis_address
from tests.operations.test_configuration import ENOUGH, manage


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "postgres://situs:rah#asia@127.0.0.1:5432/situs", "%23"),
        ("DATABASE_URL", "postgres://situs:rah/asia@127.0.0.1:5432/situs", "%2F"),
        ("DATABASE_URL", "postgres://situs:rahasia@127.0.0.1:porta/situs", "tidak dapat dibaca"),
        ("EMAIL_URL", "smtp+tls://situs:rah?asia@surel.contoh.go.id:587", "%3F"),
        ("REDIS_URL", "sentinel://127.0.0.1:26379/kpu", "redis+sentinel://"),
        ("REDIS_URL", "redis+sentinel://:rahasia@/kpu", "tidak dapat dibaca"),
    ],
)
def test_an_address_that_can_not_be_read_is_told_without_its_password(name, value, words):
    refused = manage("check", **{**ENOUGH, name: value})
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert f"{name}: " in refused.stderr
    assert words in refused.stderr
    assert "rah" not in refused.stderr


def test_several_hosts_are_an_address_too():
    several = "postgres://situs:rahasia@satu:5432,dua:5432/situs"
    assert manage("check", **{**ENOUGH, "DATABASE_URL": several}).returncode == 0


def test_a_redis_address_of_watchers_is_taken_apart():
    found = redis_address.watched("redis+sentinel://:raha%23sia@satu,dua:26380/kpu/3")
    assert found == redis_address.Watched([("satu", 26379), ("dua", 26380)], "kpu", 3, "raha#sia")
    assert redis_address.watched("redis://satu/0") is None
    assert redis_address.is_one("redis+sentinel://satu/kpu")
