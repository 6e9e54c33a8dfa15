# make demo      set up and show the whole path on sample sites
# make test      set up and pass the tests
# make install   set up alone; leaves .venv/bin/gazette
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test install dev lock check docs audit

demo: install
	$(BIN)/gazette demo

test: dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

install: .venv/installed

dev: .venv/dev

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# pip 23.2, which Debian's Python may bring, cannot resolve some extras of lxml: a newer one comes first.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv || { echo "no venv module here: install it with 'apt-get install python3-venv'"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip==26.3" "setuptools==84.2.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . >.venv/install.log 2>&1 || { cat .venv/install.log; exit 1; }
	touch $@

.venv/dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# Renew the pins.  No address of a package index belongs in a lock.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --no-header --no-annotate --no-emit-index-url --generate-hashes pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --no-header --no-annotate --no-emit-index-url --generate-hashes --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --no-header --no-annotate --no-emit-index-url --generate-hashes --extra workers pyproject.toml -c requirements.txt -o requirements-workers.txt

docs: dev
	$(BIN)/mkdocs build

# Compare the pins with the published advisories; says which could not be compared, and fails for an advisory alone.
audit: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit || true
	$(BIN)/python tools/audit.py
