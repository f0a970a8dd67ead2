# One command each. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROMPT ?= a lighthouse at dusk, waves, warm light in the window
RATIO ?= 2560x1440(16:9)
SCALE ?= 0.5
IMAGES ?= one
PORT ?= 8600
KILLS ?= 200
SEED ?= 1
JOBS ?= $(KILLS)

# What people write goes to the demo through its environment and unexpanded: a shell's command line would not keep
# quotes, line breaks and dollar signs. Unexported, because make would expand what stands on its own command line.
unexport PROMPT RATIO SCALE IMAGES
demo: export DEMO_PROMPT := $(value PROMPT)
demo: export DEMO_RATIO := $(value RATIO)
demo: export DEMO_SCALE := $(value SCALE)
demo: export DEMO_IMAGES := $(value IMAGES)

.DEFAULT_GOAL := help
.PHONY: help try texts demo run doctor commands docs-commands docs-settings docs-modules setup test check bench bench-quick chaos screenshots format lock audit clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

try: $(VENV)/.runtime ## the real bot in a sandbox: open the printed address in a browser (PORT=8600)
	@$(BIN)/python -m sandbox --port $(PORT)

demo: $(VENV)/.runtime ## one /imagine here, pictures in demo-out/ (PROMPT= RATIO= SCALE= IMAGES=one|set)
	@$(BIN)/python -m sandbox.demo --out demo-out

run: $(VENV)/.runtime ## the bot on the real Discord; reads .env
	@$(BIN)/python -m bot

doctor: $(VENV)/.runtime ## look at everything that `make run` needs, and say how to mend it
	@$(BIN)/python -m bot doctor

commands: $(VENV)/.runtime ## print the commands as Discord is sent them, as JSON
	@$(BIN)/python -m bot commands

setup: $(VENV)/.dev ## only create .venv

# Three at a time on two cores: most tests wait for real processes. A file stays together, for it shares a sandbox.
test: $(VENV)/.dev ## the whole test suite
	@$(BIN)/python -m pytest -n 3 --dist loadfile -m "not alone"
	@$(BIN)/python -m pytest -m alone

check: $(VENV)/.dev ## lint, format, strict types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/python -m pytest -q tests/test_architecture.py

bench: $(VENV)/.dev ## measure everything, some ten minutes: a table here, and bench/results.json
	@$(BIN)/python -m bench

bench-quick: $(VENV)/.dev ## the most of it with smaller crowds, in a minute
	@$(BIN)/python -m bench --quick

chaos: $(VENV)/.runtime ## kill the real bot 200 times: anything lost, paid or posted twice? (KILLS= SEED= JOBS=)
	@$(BIN)/python -m tests.chaos --kills $(KILLS) --seed $(SEED) --jobs $(JOBS)

screenshots: $(VENV)/.dev ## renew the pictures of the README (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

texts: $(VENV)/.dev ## bring the translations up to the texts of the code
	@$(BIN)/python -m tests.chat.texts

docs-commands: $(VENV)/.dev ## make docs/commands.md from the commands
	@$(BIN)/python -m tests.cogs.commands_page

docs-settings: $(VENV)/.dev ## make docs/settings.md from the declarations of a server's settings
	@$(BIN)/python -m tests.chat.settings_page

docs-modules: $(VENV)/.dev ## make docs/modules.md from the first sentences of the modules
	@$(BIN)/python -m tests.modules_page

format: $(VENV)/.dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## renew both lock files from pyproject.toml
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install -q uv
	@.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command 'make lock' pyproject.toml -o requirements.lock
	@.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command 'make lock' -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock
	@rm -rf .venv-lock

# Without --strict, packages that the service does not know are left out and the rest is called safe.
audit: ## look pinned packages up in the list of known vulnerabilities (asks the package index)
	@trap 'rm -rf .venv-audit' EXIT; set -e; \
	$(PYTHON) -m venv .venv-audit; \
	.venv-audit/bin/pip install -q --disable-pip-version-check pip-audit 2> .venv-audit/said || \
		{ cat .venv-audit/said >&2; exit 2; }; \
	if .venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
		-r requirements.lock > .venv-audit/said 2>&1; then cat .venv-audit/said; exit 0; fi; \
	if grep -q '^Found [0-9]' .venv-audit/said; then cat .venv-audit/said >&2; exit 1; fi; \
	echo "Nothing was learnt about requirements.lock: the list of known vulnerabilities could not be asked." >&2; \
	tail -n 1 .venv-audit/said >&2; exit 2

clean: ## remove what these commands made
	@rm -rf $(VENV) .venv-lock .venv-audit demo-out .sandbox

# The stamps are older than their lock file when that changed: then pip brings .venv up to it. What installing says goes to
# standard error: what `make commands` prints is read by programs.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >&2 || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >&2

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing what the bot needs into $(VENV) …" >&2
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock >&2
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need into $(VENV) …" >&2
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock >&2
	@touch $@
