# Tutti's commands. `make help` lists them. They need Python 3.11 or newer, and
# nothing else; after the first time they need no network either.

.DEFAULT_GOAL := help
.PHONY: help run test check audit format translations screenshots bench benchmark drills clean browser servers dev

# The first Python on this machine that is new enough; PYTHON=... overrides.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$each; break; }; done)

VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export FLASK_APP := wsgi
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PIP_INSTALL := $(VENV)/bin/python -m pip install --quiet
TESTS ?= tests
WORKERS ?= 2
# For `make bench`: BENCH='--only pages --people 10000 --rounds 5'
BENCH ?=
CHECKED := app benchmarks migrations tests scripts config.py wsgi.py gunicorn.conf.py

help:  ## what each command does
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: $(VENV)/.run-stamp  ## Tutti at http://127.0.0.1:8000 (PORT=...), until Ctrl-C
	@flask setup
	@exec python scripts/run.py

test: dev browser servers  ## the whole test suite (TESTS=tests/rules: a part of it)
	@python -m pytest -n $(WORKERS) $(TESTS)

check: dev  ## format, lint, types, imports, templates
	ruff format --check $(CHECKED)
	ruff check $(CHECKED)
	mypy
	lint-imports --no-cache
	djlint --quiet --lint templates

audit: $(VENV)/bin/python  ## compare what is installed with the known holes (needs pypi.org)
	@test -x $(VENV)/audit/bin/pip-audit || { $(VENV)/bin/python -m venv $(VENV)/audit \
		&& $(VENV)/audit/bin/python -m pip install --quiet pip-audit==2.10.1; }
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --no-deps --requirement requirements.txt

format: dev  ## put the code into the house's format
	ruff check --fix --exit-zero --quiet $(CHECKED)
	ruff format $(CHECKED)

translations: dev  ## bring translations/ up to date with the words of code and templates
	pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --project=Tutti \
		--add-location=file --sort-by-file -o $(VENV)/messages.pot .
	pybabel -q update -i $(VENV)/messages.pot -d translations \
		--ignore-obsolete --ignore-pot-creation-date

screenshots: dev browser  ## every public page at three widths, light and dark, into screenshots/
	@python -m scripts.screenshots

bench: dev  ## how quick everything is, beside its yardsticks, into docs/benchmarks.md (an hour)
	@sh scripts/install_tools.sh 'the measurements' \
		wrk:wrk redis-server:redis-server smtp-sink:postfix nginx:nginx-light
	@python -m benchmarks $(BENCH)
	@python -m benchmarks.drills

benchmark: bench

drills: dev servers  ## what must not go wrong on the day is made to go wrong, and counted (DRILLS=burst)
	@sh scripts/install_tools.sh 'the drills' smtp-sink:postfix
	@python -m benchmarks.drills $(DRILLS)

clean:  ## remove what the commands made, but not instance/ (it holds keys and signatures)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis screenshots
	find . -path ./instance -prune -o -type d -name __pycache__ -print0 | xargs -0 rm -rf

browser:
	@sh scripts/install_browser.sh

servers:
	@sh scripts/install_tools.sh 'the tests' redis-server:redis-server nginx:nginx-light

dev: $(VENV)/.dev-stamp

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'Tutti needs Python 3.11 or newer, and found none.' >&2; exit 1; }
	@echo 'Making .venv ...'
	@$(PYTHON) -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
		echo 'Python could not make .venv. On Debian or Ubuntu: apt-get install python3-venv' >&2; \
		exit 1; }

$(VENV)/.run-stamp: requirements.txt | $(VENV)/bin/python
	@echo 'Installing requirements.txt ...'
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.dev-stamp: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo 'Installing requirements-dev.txt ...'
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.run-stamp $@
