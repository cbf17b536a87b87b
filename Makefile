# A fresh machine needs Python 3.11, gcc, git, make and node 20. The first target that needs more installs it, once;
# after that nothing here touches the network.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -q
TANDEM := .venv/bin/tandem
VENV := .venv/.stamp
NODE := node_modules/.stamp
DEBIAN := .venv/.debian

.PHONY: help setup sim test check bench flash validate campaign mutate fresh clean

help:
	@echo "make sim       a cold week and a year of the terraced house, reports in out/"
	@echo "make test      all checks and tests, on CPython and two MicroPythons"
	@echo "make check     the checks of the sources alone"
	@echo "make flash     PORT=/dev/ttyUSB0 BOARD=name: builds the firmware and puts it on a board"
	@echo "make bench     how long a tick and a year take"
	@echo "make validate  simulator against certificates, tables and itself; writes docs/validation.md"
	@echo "make campaign  many seeds, homes and faults"
	@echo "make mutate    changes lines of the control core and counts how often a test notices"
	@echo "make fresh     sim and test in a fresh clone, then again without a network"
	@echo "make clean     remove what was made, except the installed packages"

setup: $(VENV) $(NODE)

$(VENV): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	$(PY) -m tools.checks.typings
	touch $@

$(NODE): package.json package-lock.json .npmrc
	npm ci --silent
	touch $@

sim: $(VENV)
	$(TANDEM) sim --home terraced --start 2025-01-20 --days 7 --out out/week
	$(TANDEM) sim --home terraced --out out/year

$(DEBIAN): $(VENV) tools/debian.sh
	tools/debian.sh
	touch $@

test: setup $(DEBIAN)
	$(PY) tests/run_all.py

check: setup
	$(PY) -m tools.checks.run

flash: $(VENV)
	$(TANDEM) flash --port $(PORT) --board $(BOARD)

bench: setup
	$(PY) -m tools.bench

validate: setup
	$(PY) -m tools.validate

campaign: setup
	$(PY) -m tools.campaign

mutate: setup
	$(PY) -m tools.mutate

fresh:
	tools/fresh.sh

clean:
	rm -rf out build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find firmware host_sim tools tests -name __pycache__ -type d -prune -exec rm -rf {} +
