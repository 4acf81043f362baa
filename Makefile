# `make maps` builds the maps, `make test` runs every check. Both install what they need into .venv and
# .cache on the first run, take seconds afterwards, and then work without a network.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(if \
	$(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
JS := geo/render/page
# What bundles and checks the scripts of the page: exact versions in package.json and package-lock.json.
JS_TOOLS := .cache/page
NODE := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/node

.PHONY: maps test format lint types javascript bundle bundled unit bench screenshots clean
.DELETE_ON_ERROR:

maps: $(VENV)/.installed
	@$(BIN)/clusteratlas build
	@echo "Open maps/html/index.html"

test: format lint types javascript bundled unit

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." \
		"Install it (https://www.python.org/downloads/), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing into $(VENV) (once; a minute or two)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.developer: $(VENV)/.installed
	@echo "Installing the tools for development into $(VENV)"
	@$(PIP) --editable '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.developer
	@echo "Installing what the benchmark compares with into $(VENV)"
	@$(PIP) --editable '.[bench]'
	@touch $@

$(JS_TOOLS)/.installed: $(JS)/package.json $(JS)/package-lock.json $(JS)/.npmrc | $(VENV)/.developer
	@echo "Installing what bundles and checks the scripts of the page into $(JS_TOOLS)"
	@mkdir -p $(JS_TOOLS)
	@cp $^ $(JS_TOOLS)
	@export PATH="$(CURDIR)/$(BIN):$$PATH" && cd $(JS_TOOLS) && npm ci --silent --ignore-scripts
	@touch $@

format: $(VENV)/.developer
	$(BIN)/ruff format --check .
	$(BIN)/oxfmt --check $(JS)

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings $(JS)/js $(JS)/bundle.mjs

types: $(VENV)/.developer
	$(BIN)/mypy

javascript: $(JS_TOOLS)/.installed
	$(NODE) $(JS_TOOLS)/node_modules/typescript/bin/tsc --project $(JS)/jsconfig.json

# What is committed in dist/ is made from js/ and css/ by this and by nothing else.
bundle: $(JS_TOOLS)/.installed
	$(NODE) $(JS)/bundle.mjs $(JS_TOOLS) $(JS)/dist

bundled: $(JS_TOOLS)/.installed
	$(NODE) $(JS)/bundle.mjs $(JS_TOOLS) $(JS_TOOLS)/dist
	@diff -rq $(JS_TOOLS)/dist $(JS)/dist || { echo "The bundles in $(JS)/dist are not those of the sources:" \
		"run make bundle and commit what it writes" >&2; exit 1; }

.PHONY: scripts-test
scripts-test: $(VENV)/.developer
	$(BIN)/node --test 'tests/js/*.test.mjs'

unit: $(VENV)/.developer
	$(BIN)/pytest -q -n 2 --dist loadfile

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/compare.py

screenshots: $(VENV)/.developer maps
	$(BIN)/python benchmarks/screenshots.py

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis dist maps/html
