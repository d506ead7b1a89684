# Needs only Python 3.11 or newer and the package index. The first run sets up .venv; later runs reuse it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
unexport PYTHONHOME PYTHONPATH PIP_TARGET PIP_USER

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m
STAMP := $(VENV)/.installed
# Options for pytest, for example: make test PYTEST_OPTIONS="tests/worktime -x"
PYTEST_OPTIONS ?=

.PHONY: help demo test lint format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(STAMP) ## run a bundle end to end on an embedded database, in a throw-away folder
	@yishi="$$PWD/$(VENV)/bin/yishi"; folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && trap 'exit 130' INT TERM; \
	cd "$$folder" && env -u YISHI_DB "$$yishi" demo

test: $(STAMP) ## run every test, on all cores
	@$(RUN) pytest -n auto --dist loadfile -q $(PYTEST_OPTIONS)

lint: $(STAMP) ## check style, types and layers
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/python $(VENV)/bin/lint-imports

format: $(STAMP) ## put the code into the house format
	$(RUN) ruff check --fix-only .
	$(RUN) ruff format .

clean: ## remove everything that the other targets made
	rm -rf $(VENV) build dist htmlcov .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the checkout's place: in a moved or copied one the editable install would still run the old code.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

# The interpreters are asked, not assumed: a folder .venv may be left from another machine.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "yishi-engine needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo "Name another interpreter: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(VENV)/bin/python -c 'import pip' 2>/dev/null || { \
	  $(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	    echo "'$(PYTHON)' cannot make virtual environments: its module ensurepip is missing." >&2; \
	    echo "Install it (Debian, Ubuntu: apt install python3-venv) or name another: make PYTHON=…" >&2; exit 1; }; \
	  echo "Setting up $(VENV); this is done once."; $(PYTHON) -m venv --clear $(VENV); }
	@$(RUN) pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'
	@echo '$(CURDIR)' > $@
