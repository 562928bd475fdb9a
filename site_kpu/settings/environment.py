"""Where settings come from: the environment, with a file's lines where ``ENV_FILE`` names one."""

import sys
from urllib.parse import urlsplit

import environ

env = environ.Env()
if file := env("ENV_FILE", default=""):  # what systemd and compose hand over by themselves
    env.read_env(file)


def address(name: str, default: str = "") -> str:
    """The address a setting gives.

    Ends the program with a sentence, and without a word of the password, where it can't be taken apart.
    """
    given = env(name, default=default)
    secret = given.partition("://")[2].rpartition("@")[0]
    if any(sign in secret for sign in "#?/"):
        sys.exit(f"{name}: sandinya memuat #, ?, atau /. Tulis # sebagai %23, ? sebagai %3F, dan / sebagai %2F.")
    try:
        parts = urlsplit(given)
        if "," not in parts.netloc:
            _ = parts.port  # whoever asks for it finds out whether it is one
    except ValueError:
        sys.exit(f"{name}: alamatnya tidak dapat dibaca. Bentuknya skema://pengguna:sandi@host:angka/nama.")
    return given
