# `make crawl` and `make test` each set up what they need; either may be the first command on a fresh machine.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
MUTATING := .venv-mutants
AUDITING := .venv-audit
PYWB := .venv-pywb
# The first interpreter that is new enough; PYTHON=/path/to/python chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help crawl test test-long explore score lint bench bench-crawl bench-dataset bench-bulk bench-peers mutants audit constraints clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "osce-crawler needs Python 3.11 or newer: none found" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(VENV)/.core: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.core

crawl: $(VENV)/.core  ## replay the saved pages in fixtures/, publish to output/
	$(BIN)/osce-crawler crawl --saved fixtures --output output

test: $(VENV)/.dev $(PYWB)/.created lint  ## ruff, mypy --strict and all tests
	$(BIN)/pytest -n 3 --dist worksteal

test-long: $(VENV)/.dev $(PYWB)/.created  ## tests that take minutes: kills, soaks, large sites
	$(BIN)/pytest -n 3 --dist worksteal -m long

# The web archive of the tests. It needs old releases of libraries that the program has newer.
$(PYWB)/.created:
	@test -n "$(PYTHON)" || { echo "osce-crawler needs Python 3.11 or newer: none found" >&2; exit 2; }
	$(PYTHON) -m venv $(PYWB)
	$(PYWB)/bin/python -m pip install --quiet --upgrade pip
	$(PYWB)/bin/python -m pip install --quiet 'pywb>=2.10,<2.11' 'setuptools<81'
	@touch $@

# A round is ended by the clock; a failing round ends the exploration and prints its example.
SECONDS ?= 60
explore: $(VENV)/.dev  ## the property tests with fresh examples, for SECONDS=60
	@end=$$(($$(date +%s) + $(SECONDS))); while left=$$((end - $$(date +%s))); [ $$left -gt 0 ]; do \
		EXPLORE=1 timeout $$left $(BIN)/pytest -q -n 0 -m hypothesis; code=$$?; \
		[ $$code -eq 0 ] || [ $$code -eq 124 ] || exit $$code; done

score: $(VENV)/.dev  ## right, missing and wrong by field over the quirk pages
	$(BIN)/python -m benchmarks.score

lint: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

bench: $(VENV)/.core  ## cost of reading a page, against the HTML parser alone
	$(BIN)/python -m benchmarks.reading

bench-crawl: $(VENV)/.dev  ## cost of a crawl, against a bare spider that counts the same pages
	$(BIN)/python -m benchmarks.crawling
	$(BIN)/python -m benchmarks.incremental

bench-dataset: $(VENV)/.dev  ## cost of loading a dataset, against polars and orjson alone
	$(BIN)/python -m benchmarks.datasets

bench-bulk: $(VENV)/.dev  ## cost of extraction from archives: one core, two workers, Dask; PAGES=4000 for a quick look
	$(BIN)/python -m benchmarks.bulk --pages $(or $(PAGES),20000)

# What a scheduled job installs, to the last digit; made anew when a lower bound moves or a release is wanted.
constraints:  ## write constraints.txt from today's releases
	$(PYTHON) -m venv --clear .venv-constraints
	.venv-constraints/bin/python -m pip install --quiet --upgrade pip
	.venv-constraints/bin/python -m pip install --quiet '.[analysis,cluster]'
	.venv-constraints/bin/python -m pip freeze --exclude osce-crawler > constraints.txt
	rm -rf .venv-constraints build

# General readers of news pages bring many packages: they get an environment of their own.
$(PEERS)/.created: pyproject.toml
	@test -n "$(PYTHON)" || { echo "osce-crawler needs Python 3.11 or newer: none found" >&2; exit 2; }
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --upgrade pip
	$(PEERS)/bin/python -m pip install --quiet --editable . trafilatura htmldate newspaper4k extruct
	@touch $@

bench-peers: $(PEERS)/.created  ## the same pages read by trafilatura and others; fails if it holds a text that we lost
	$(PEERS)/bin/python -m benchmarks.peers

# mutmut runs the tests itself, in copies of the code: what it is tried with must not change under it.
$(MUTATING)/.created: pyproject.toml
	@test -n "$(PYTHON)" || { echo "osce-crawler needs Python 3.11 or newer: none found" >&2; exit 2; }
	$(PYTHON) -m venv $(MUTATING)
	$(MUTATING)/bin/python -m pip install --quiet --upgrade pip
	$(MUTATING)/bin/python -m pip install --quiet --editable '.[dev,mutants]'
	@touch $@

mutants: $(MUTATING)/.created  ## mutation testing: deliberate faults that no test notices; MUTANTS=300 for a sample (minutes; all: hours)
	MUTANTS=$(MUTANTS) $(MUTATING)/bin/python -m benchmarks.mutants

# Tools that look at code and packages: what they bring is no part of what they look at.
$(AUDITING)/.created: pyproject.toml
	@test -n "$(PYTHON)" || { echo "osce-crawler needs Python 3.11 or newer: none found" >&2; exit 2; }
	$(PYTHON) -m venv $(AUDITING)
	$(AUDITING)/bin/python -m pip install --quiet --upgrade pip
	$(AUDITING)/bin/python -m pip install --quiet --editable '.[audit]'
	@touch $@

audit: $(AUDITING)/.created  ## pip-audit over constraints.txt, where the index has advisories, and bandit
	PATH="$(CURDIR)/$(AUDITING)/bin:$$PATH" $(AUDITING)/bin/python scripts/audit.py

clean:  ## remove the environments and the caches, never output/
	rm -rf $(VENV) $(PEERS) $(MUTATING) $(AUDITING) $(PYWB) mutants .venv-constraints .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build dist
