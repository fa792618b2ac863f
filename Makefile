# The few verbs of this project. Everything lives in .venv; nothing is installed outside.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
JA := handlers/locale/ja/LC_MESSAGES/messages

.PHONY: demo run test lint format words locks clean

demo: $(CORE)
	@$(PY) -m bot demo

run: $(CORE)
	@$(PY) -m bot run

test: $(DEV)
	$(PY) -m pytest -n 3 --dist worksteal

lint: $(DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bot content lint

format: $(DEV)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# Brings new sentences into the Japanese catalog; translate the empty ones, then run it again.
words: $(DEV)
	$(VENV)/bin/pybabel -q extract -F handlers/locale/babel.cfg -k say:1 -k N_ --no-location --omit-header -o $(VENV)/messages.pot handlers
	@sed '/^$$/q' $(JA).po > $(VENV)/header.po
	$(VENV)/bin/pybabel -q update -i $(VENV)/messages.pot -d handlers/locale -l ja --no-fuzzy-matching --no-wrap --ignore-obsolete --omit-header
	@cat $(JA).po >> $(VENV)/header.po && cp $(VENV)/header.po $(JA).po
	$(VENV)/bin/pybabel compile -d handlers/locale -l ja

locks: $(DEV)
	cd requirements && for name in core postgres dev; do ../$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header $$name.in -o $$name.lock; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Mamori needs Python 3.11 or newer: make PYTHON=/path/to/python3" && false)
	@$(PYTHON) -m venv $(VENV)

$(CORE): requirements/core.lock | $(VENV)/bin/python
	@echo "Installing (once, one to three minutes) …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/core.lock
	@$(PY) -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "mamori.pth").write_text(str(pathlib.Path.cwd()))'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -P -m bot "$$@"\n' > $(VENV)/bin/mamori && chmod +x $(VENV)/bin/mamori
	@touch $@

$(DEV): requirements/dev.lock requirements/postgres.lock $(CORE)
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/postgres.lock -r requirements/dev.lock
	@touch $@

# Takes the virtual environment away; what people wrote (data/) stays.
clean:
	rm -rf $(VENV)
