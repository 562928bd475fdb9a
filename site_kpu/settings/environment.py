"""Where settings come from: the environment, with a file's lines where ``ENV_FILE`` names one."""

import environ

env = environ.Env()
if file := env("ENV_FILE", default=""):  # what systemd and compose hand over by themselves
    env.read_env(file)
