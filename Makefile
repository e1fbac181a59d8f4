# The words that people and CI both use. `make run` and `make test` need nothing but Python 3.11 or newer, git and npm.

PYTHON ?= python3
APP ?=
BIN := .venv/bin

.PHONY: run install install-tests test check fmt types pytest bench judge docs lock vendor

run: install ## start Loopwright; APP=../my-app opens that application at once
	@$(BIN)/python manage.py serve $(if $(APP),"$(APP)")

install: .venv/installed ## make .venv with all that `make run` needs

.venv/installed: requirements.txt
	@sh install.sh "$(PYTHON)" requirements.txt
	@touch $@

install-tests: .venv/installed-tests tests/interop/node_modules/.installed
	@sh tests/install.sh

.venv/installed-tests: requirements.txt requirements-test.txt
	@sh install.sh "$(PYTHON)" requirements-test.txt
	@touch .venv/installed $@

tests/interop/node_modules/.installed: tests/interop/package-lock.json
	@npm ci --prefix tests/interop --no-audit --no-fund --loglevel=error
	@touch $@

test: install-tests check pytest ## install what the tests need, and run them all

check: .venv/installed-tests ## format, lint, types, layers, migrations
	@$(BIN)/ruff format --check --quiet . || { echo "Run make fmt."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@git ls-files -z -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -n 4
	@LOOPWRIGHT_HOME=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run >/dev/null \
		|| { echo "A migration is missing: run manage.py makemigrations."; exit 1; }

pytest:
	@$(BIN)/pytest -q -n 2 --dist worksteal

fmt: .venv/installed-tests ## format everything
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@git ls-files -z -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 || true

bench: install-tests ## print ratios: how fast things are beside doing them plainly
	@$(BIN)/python -m tests.benchmarks

judge: install-tests ## break applications in every way, boot them, compare the verdicts; ALL=1 for each with each
	@ALL="$(ALL)" $(BIN)/python -m tests.interop.judge

docs: .venv/installed ## write docs/connectors.md from the catalogue
	@$(BIN)/python -m designer.connectors.documentation > docs/connectors.md

lock: ## newest versions within pyproject.toml's ranges
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install -q uv
	@.venv/lock/bin/uv pip compile -q -U pyproject.toml --generate-hashes --universal --no-header --no-emit-index-url -o requirements.txt
	@.venv/lock/bin/uv pip compile -q -U pyproject.toml --extra test --generate-hashes --universal --no-header --no-emit-index-url -c requirements.txt -o requirements-test.txt

vendor: ## fetch the vendored browser files again, in the versions that the script names
	@$(PYTHON) static/vendor/refresh.py
