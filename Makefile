# Needs Python 3.11 or newer, git and make; everything else is installed into .venv.

DEMO ?= examples/manadsrapport-med-fel.txt

BIN := .venv/bin
PYTHONS := $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MODERN := -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test bench fix check lint format types layers generated mutants clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: .venv/.installed ## check an example report with known errors (DEMO=path for another)
	@echo "$$ rkaudit check $(DEMO)"
	@$(BIN)/rkaudit check "$(DEMO)"; status=$$?; \
	echo; \
	case $$status in \
	0) echo "Exit status 0: every relation that was found holds." ;; \
	1) echo "Exit status 1: the report has figures that cannot agree. They are the result of the demo, not a fault in it." ;; \
	*) exit $$status ;; \
	esac
	@echo "Next: $(BIN)/rkaudit figures $(DEMO)    (every figure, and whether it was verified)"
	@echo "      $(BIN)/rkaudit --help"

test: .venv/.installed ## run every test
	$(BIN)/python -m pytest

bench: .venv/.installed ## measure the speed, as told in benchmarks/
	$(BIN)/python -m benchmarks

fix: .venv/.installed ## format, repair what ruff can, and write the generated files anew
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.generate

check: lint format types layers generated ## lint, format, types, layers and generated files; changes nothing

lint: .venv/.installed
	$(BIN)/ruff check .

format: .venv/.installed
	$(BIN)/ruff format --check .

types: .venv/.installed
	$(BIN)/mypy

layers: .venv/.installed
	$(BIN)/lint-imports

generated: .venv/.installed
	$(BIN)/python -m tests.generate --check

mutants: .venv/.installed ## change the arithmetic and the rules, and see which changes no test notices (slow)
	$(PIP) install "mutmut>=3.8"
	$(BIN)/mutmut run
	$(BIN)/mutmut results

# Under make -j nothing looks at the files while they are being repaired.
ifneq ($(filter fix,$(MAKECMDGOALS)),)
test lint format types layers generated: | fix
endif

clean: ## remove .venv and everything else that was made here
	rm -rf .venv dist mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment that is broken (no pip, a Python that is gone) is made anew.
.venv/.installed: pyproject.toml
	@python=; \
	if ! $(BIN)/python $(MODERN) >/dev/null 2>&1; then \
		for candidate in $(PYTHONS); do \
			if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
				python=$$candidate; break; \
			fi; \
		done; \
		if [ -z "$$python" ]; then \
			echo "rkaudit needs Python 3.11 or newer; found none as: $(PYTHONS)" >&2; \
			echo "Install it, or tell where it is: make PYTHON=/path/to/python3" >&2; \
			exit 1; \
		fi; \
		echo "Making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv; \
	fi
	@echo "Installing rkaudit and its development tools into .venv"
	@$(PIP) install -e ".[dev]"
	@touch $@
