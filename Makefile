# Two commands matter: `make report` and `make test`. The rest is for those who work on digitlab.
PYTHON ?= python3
CORES ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count())')
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: report test test-cluster pdf lint format lock unlock clean clean-store

report: .venv/installed
	@PYTHONPATH=workflow/screen snakemake --cores $(CORES) --resources gpu=1 --logger digitlab

test: .venv/installed
	pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# The report as a printed page: folded parts opened, figures whole. Needs Chromium.
pdf: .venv/installed
	python docs/pdf.py report/index.html report/index.pdf

# On a Slurm of its own, from Debian's packages: needs root, and says so where there is none.
test-cluster: .venv/installed
	pytest tests/cluster

lint: .venv/installed
	ruff check . && ruff format --check .
	mypy
	snakefmt --check Snakefile workflow/rules
	snakemake --lint

format: .venv/installed
	ruff check --fix . ; ruff format .
	snakefmt Snakefile workflow/rules

# After a change of versions in pyproject.toml: install them, then write them down.
lock: .venv/installed
	python envs/lock.py

# After a kill -9 of Snakemake its lock stays behind.
unlock: .venv/installed
	snakemake --unlock

clean:
	rm -rf results report

# Finished and interrupted trainings; what store.folder names elsewhere is left alone.
clean-store:
	rm -rf .cache/training

# The environment: the versions in requirements.lock and nothing else.
.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "digitlab needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version`. Try: make PYTHON=python3.11 report"; exit 1; }
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@
