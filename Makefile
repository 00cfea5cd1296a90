# What people, hooks and CI run. Needs Python 3.11 or later and make; `make demo` is the quickest look.
#   make demo PYTHON=python3.12     another Python for the first run

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
export PYTHONUTF8 = 1

.PHONY: demo test check format sample bench screenshots clean

demo: $(VENV)/.app
	@$(BIN)/python -m compileall -q src
	@$(BIN)/reviewtui demo

# Tests that measure time are run by themselves, the others on all cores.
test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not alone"
	@$(BIN)/python -m pytest -m alone

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

sample: $(VENV)/.app
	$(BIN)/python tools/build_sample.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py

screenshots: $(VENV)/.dev
	$(BIN)/python tools/screenshots.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps say that what pyproject.toml and constraints.txt ask for is installed, so that a second run needs no
# network and no pip.
$(VENV)/.app: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing reviewtui into $(VENV), once..."
	@$(PIP) install -q -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing reviewtui and what its tests need into $(VENV), once..."
	@$(PIP) install -q -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.app $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "reviewtui needs Python 3.11 or later, and $(PYTHON) is `$(PYTHON) -V 2>&1 | head -1`." >&2; \
	  echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
