# Two commands matter: `make run` and `make test`. `make` alone lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run environment check lint test test-content test-slow test-attacks test-faults test-mutants migrations lock bench-events bench-courses
PYTHON := .venv/bin/python

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-13s %s\n' "$$name" "$$what"; done

run: ## everything, from this folder, on http://127.0.0.1:8080; Ctrl-C stops it
	@requirements/environment.sh requirements/base.txt
	@$(PYTHON) -m config.embedded

environment: ## .venv with what developing needs
	@requirements/environment.sh requirements/dev.txt

lint: environment
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports

check: lint ## ruff, mypy, the walls between the rooms, the house tests
	$(PYTHON) -m pytest -q tests/house

test: lint ## all checks and the whole suite, on servers that it finds or starts
	$(PYTHON) -m tests.provisioning
	$(PYTHON) -m pytest -n 2 -m "not slow" --ignore=tests/journeys --ignore=tests/faults
	$(PYTHON) -m pytest -m "not slow" tests/journeys tests/faults

test-content: environment ## every exercise of the shared course content, in the real sandbox
	$(PYTHON) -m pytest -n 2 -m content --ignore=tests/journeys

test-slow: environment ## proofs that take minutes: time on log-in, the seed course's recordings
	$(PYTHON) -m pytest -m "slow and not content" --ignore=tests/faults

test-attacks: environment ## forged tokens, guessed ids, floods: what was tried, and what was let in
	$(PYTHON) -m pytest -q tests/attacks

test-faults: environment ## kills, pauses and cuts, FAULT_ROUNDS (20) of each; the figures go to build/faults.json
	FAULT_ROUNDS=$${FAULT_ROUNDS:-20} $(PYTHON) -m pytest -p no:randomly tests/faults/test_faults.py

test-mutants: environment ## the events' guarantees taken away one by one: each must be caught by its fault
	$(PYTHON) -m pytest -p no:randomly tests/faults/test_mutants.py

bench-events: environment ## facts per second, how soon, at what cost: beside bare INSERTs and a bare producer
	$(PYTHON) -m tests.bench events

bench-courses: environment ## list, search and facets from 1,000 to 100,000 courses with a million lessons
	$(PYTHON) -m tests.bench courses

migrations: environment ## migrations of what changed in the models
	$(PYTHON) manage.py makemigrations

lock: environment ## requirements/ anew from pyproject.toml
	cd requirements && ../.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --custom-compile-command "make lock" ../pyproject.toml --output-file base.txt
	cd requirements && ../.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --custom-compile-command "make lock" ../pyproject.toml --group ../pyproject.toml:dev --constraint base.txt --output-file dev.txt
	cd requirements && ../.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --custom-compile-command "make lock" uv.in --output-file uv.txt
