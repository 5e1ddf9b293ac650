# The front door: every target sets up what it needs. Start with `make run`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO ?=
BENCH ?=
KILLS ?= 50
SEED ?= 1
RESUME ?=
BREAK ?=
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup run demo test lint faults bench format lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(STAMP): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) not found: install Python 3.11, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "error: cannot make $(VENV): install your system's venv package for Python 3.11" >&2; exit 1; }
	@echo "installing pinned packages into $(VENV) (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

setup: $(STAMP) ## make .venv with everything pinned

run: $(STAMP) ## the whole fleet with simulated students, until Ctrl-C
	@exec $(BIN)/python -m fleet dev

demo: $(STAMP) ## 50,000 events through the fleet, checked for every student, in under 3 minutes
	@exec $(BIN)/python -m fleet demo $(DEMO)

test: $(STAMP) ## every test, those on the real stack included, in JOBS processes; TEST=tests/schemas takes some
	@exec $(BIN)/python -m pytest $(if $(filter-out 0 1,$(JOBS)),--numprocesses $(JOBS) --dist loadfile) $(TEST)

lint: $(STAMP) ## ruff, mypy, import-linter, schemas
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m fleet schemas check

faults: $(STAMP) ## every fault, KILLS kills by SEED, and a report; RESUME=1 goes on, BREAK=name has to fail
	@FAULT_KILLS=$(KILLS) FAULT_SEED=$(SEED) FAULT_RESUME=$(RESUME) FAULT_BREAK=$(BREAK) FAULT_REPORT=docs/faults-report.md \
		$(BIN)/python -m pytest tests/faults -v -o log_cli=true -o log_cli_level=INFO -o log_cli_format="%(asctime)s %(message)s"

bench: $(STAMP) ## this fleet beside its peers on the same work, in under 10 minutes; BENCH=--full measures everything
	@$(BIN)/python -m benchmarks.run $(BENCH)

format: $(STAMP) ## rewrite the code in the house style
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --extra registry --extra traces --extra stack --extra dev --output-file requirements.lock pyproject.toml

clean: ## remove the environment and the local data
	rm -rf $(VENV) .fleet .mypy_cache .ruff_cache .pytest_cache .hypothesis
