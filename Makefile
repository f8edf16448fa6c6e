# Everything runs in .venv; each target installs what it needs first, so `make demo` and `make test` work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip reads [dependency-groups] from pyproject.toml since 25.1.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.DEFAULT_GOAL := help

.PHONY: help demo spark-demo test lint format bench figures audit docs wheel clean

help: ## say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 13

$(VENV)/.base: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("textnorm needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"
	$(PIP) install --editable .
	touch $@

$(VENV)/.%: pyproject.toml $(VENV)/.base
	$(PIP) install --group $*
	touch $@

demo: $(VENV)/.base ## clean and deduplicate examples/headlines.jsonl
	$(BIN)/python examples/demo.py

test: $(VENV)/.base $(VENV)/.test ## run the tests (after `make .venv/.spark .venv/.integrations` those for Spark, spaCy, datasets and datatrove too)
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.base $(VENV)/.test $(VENV)/.lint ## ruff and mypy
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.lint ## let ruff format and fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

spark-demo: $(VENV)/.base $(VENV)/.spark ## deduplicate 20,000 articles on Spark, two executors on this machine (needs Java 17)
	$(BIN)/python -W ignore examples/spark/demo.py $(ARGS)

bench: $(VENV)/.base $(VENV)/.bench ## benchmarks beside the peers: all on little text (BENCH=full: all of it), or ARGS="articles --quick"
	$(BIN)/python -m benchmarks $(ARGS)

figures: $(VENV)/.base $(VENV)/.test ## write the tables and plots of the pages from benchmarks/results
	$(BIN)/python -m tools.build_figures
	$(BIN)/python -m tools.build_plots

audit: $(VENV)/.base $(VENV)/.audit ## ask for known weaknesses of what textnorm needs (uses the network)
	$(BIN)/pip-audit --progress-spinner off .

docs: $(VENV)/.base $(VENV)/.docs ## build the documentation into site/
	$(BIN)/python -m tools.build_docs
	$(BIN)/mkdocs build --strict --quiet

wheel: $(VENV)/.base ## build the wheel into dist/
	$(PIP) wheel --no-deps --wheel-dir dist .
	@ls -l dist/*.whl

clean: ## remove what the other targets made
	rm -rf $(VENV) dist build site out .pytest_cache .mypy_cache .ruff_cache .hypothesis
