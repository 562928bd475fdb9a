# make demo: the five offices on this machine.   make test: everything that must hold.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
## uv installs in seconds what takes pip most of a minute. It doesn't read pip's settings: where pip has an index of its own, or uv fails,
## pip installs.
UV := uv==0.13.9
install = { ! $(PY) -m pip config list | grep '[.]index-url' >/dev/null && $(PIP) --only-binary :all: $(UV) && $(VENV)/bin/uv pip install --quiet --python $(PY) -r $(1); } || $(PIP) -r $(1)
## A module is compiled when it is imported first, not at every start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
ORDINARY := "not browser and not races and not redis and not clamd and not deploy and not postgres and not thorough"
.PHONY: help setup setup-dev demo test test-all test-box test-faults check audit format bench soak worker clean

help:
	@sed -n 's/^# //p' Makefile

# make setup: only the environment, in .venv
setup: $(VENV)/.ready

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python >= 3.11 is needed: PYTHON=python3.11 make setup"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(call install,requirements.txt)
	@touch $@

setup-dev: $(VENV)/.ready-dev

$(VENV)/.ready-dev: requirements.txt requirements-dev.txt | $(VENV)/.ready
	@$(call install,requirements-dev.txt)
	@touch $@

# make demo: set up, load the five offices and serve them on 127.0.0.1 (PORT=8000)
demo: setup
	@DJANGO_SETTINGS_MODULE=site_kpu.settings.dev PORT=$(PORT) WAGTAILADMIN_BASE_URL=http://127.0.0.1:$(PORT) $(PY) manage.py run_demo

# make test: the suite, and a summary of what did not run (T=home, T=gate: only the tests of that folder, or files so named, on SQLite)
test: setup-dev
	@$(if $(T),$(PY) -m pytest -n 2 --dist worksteal -m $(ORDINARY) $(or $(wildcard $(T) tests/$(T) tests/test_$(T)*.py tests/*/test_$(T)*.py),$(error no tests are named $(T))),PY=$(PY) $(PYTHON) tests/run.py)

# make test-all: both databases in full, every variant, more trials; nightly and before a release
test-all: setup-dev
	@PY=$(PY) $(PYTHON) tests/run.py --all

# make test-box: the installation guide followed to the letter on a bare Debian booted in a box (root, some ten minutes)
test-box: setup-dev
	@$(PY) -m tests.box

# make test-faults: puts some forty faults into a copy of the product, one by one; each must turn the suite red (FAULTS="gate")
test-faults: setup-dev
	@$(PY) -m tests.faults $(FAULTS)

# make check: linters, types, migrations, deployment checks
check: setup-dev
	@PY=$(PY) $(PYTHON) tests/run.py --only checks

# make audit: known holes of what requirements.txt installs; asks an advisory service, so it needs the network
audit: setup
	@PY=$(PY) $(PYTHON) tests/run.py --only audit

# make bench: what the public pages cost beside a stock Wagtail site (BENCH="--quick --only cpu")
bench: setup-dev
	@$(PY) -m bench $(BENCH)

# make soak: break the parts of a real installation one at a time (SOAK="--quick --only postgres,redis")
soak: setup-dev
	@$(PY) -m tests.soak $(SOAK)

format: setup-dev
	@$(VENV)/bin/ruff check --fix -q . ; $(VENV)/bin/ruff format -q .
	@git ls-files '*.html' | xargs $(VENV)/bin/djhtml --tabwidth 4 2>/dev/null || true

# make worker: send the outbox (make demo starts one by itself)
worker: setup
	@$(PY) manage.py run_outbox

clean:
	rm -rf $(VENV) var
