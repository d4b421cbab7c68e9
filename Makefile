# Two commands do everything: `make reports` makes and publishes the sample reports, `make test` runs the tests.
# Both need only Python 3.11 or later, make and the package registries; the first call makes .venv.
# For a machine with poor access, collect the wheels elsewhere (`make wheels`) and call with WHEELS=folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY := $(VENV)/.ready
WHEELS ?=

# What was compiled once is kept, whatever the caller's settings: tests and runs start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=
FROM := $(if $(WHEELS),--no-index --find-links=$(WHEELS),)

# Only the plugins that the tests use: with all that are installed, each of pytest's processes starts seconds later.
# A file's tests stay with one worker, long files first (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest -q --disable-plugin-autoload -p xdist -p hypothesispytest \
	--dist loadfile --no-loadscope-reorder
# Half as many processes again as there are cores: many of the slow tests wait for a process that they watch.
MORE := $(shell $(PYTHON) -c 'import os; print(max(2, (os.cpu_count() or 1) * 3 // 2))')

.PHONY: help reports test check lab wheels lock clean
help:
	@echo "make reports   make the sample reports: reports/site/index.html"
	@echo "make test      all tests (about ten minutes on two cores)"
	@echo "make check     the quick tests (under a minute)"
	@echo "make lab       open JupyterLab on notebooks/"

reports: $(READY)
	$(BIN)/hamyari run sample

test: $(READY) chromium office
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) -n $(MORE)

check: $(READY)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(PYTEST) -n auto -m "not slow" --hypothesis-profile=quick

lab: $(READY)
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root,) notebooks/

$(READY): requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; call make with PYTHON=/path/to/python3.11"; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "this Python has no venv; trying to install Debian's python3-venv"; \
	  rm -rf $(VENV); { $(call apt,python3-venv) && $(PYTHON) -m venv $(VENV); } || \
	  { rm -rf $(VENV); echo "install Python's venv (Debian: python3-venv) and call make again"; exit 1; }; }
	$(PIP) install $(FROM) --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)

# How fast the reports are made, against Papermill and nbconvert, in one run on this machine; about a quarter of an hour.
.PHONY: bench
bench: $(READY)
	$(BIN)/python benchmarks/run_engine.py

# The browser that the page tests drive.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "installing Debian's chromium for the page tests"; $(call apt,chromium) || \
	  { echo "install Chromium for the page tests and call make again; make check needs none"; exit 1; }; }

# The spreadsheet that recomputes workbooks in their tests.
.PHONY: office
office:
	@command -v soffice >/dev/null || { \
	  echo "installing Debian's LibreOffice for the tests of workbooks"; \
	  $(call apt,--no-install-recommends libreoffice-calc-nogui) || \
	  { echo "install LibreOffice for the tests of workbooks and call make again; make check needs none"; exit 1; }; }

apt = { $(if $(shell command -v sudo),sudo,) apt-get update -qq && \
	$(if $(shell command -v sudo),sudo,) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; }

# For a machine with poor access: collect the wheels here, carry the folder there.
wheels: $(READY)
	$(PIP) download --only-binary :all: -d wheels --require-hashes -r requirements.lock

# Exact versions with hashes for every platform, from pyproject.toml; needs `uv` in the environment.
lock:
	uv pip compile pyproject.toml --extra test --extra cluster --extra build --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache
