# make audit   audits everything in sample_inputs/ into outputs/
# make test    runs the tests but those with servers, a browser or LibreOffice: make test-standing
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: audit test test-standing install install-server lock lint types fuzz mutate survive load benchmark benchmark-dask measure docs clean

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# For a server: what runs, without what tests and checks it. The Python of the system comes first: another account
# cannot start one that lies in the home folder of root (pyenv, conda).
install-server: PYTHON = $(or $(wildcard /usr/bin/python3.11),$(shell command -v python3.11 || command -v python3))
install-server:
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .

audit: install
	$(BIN)/process-audit run sample_inputs --out outputs; code=$$?; test $$code -eq 0 -o $$code -eq 3

test: install
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --quiet -m "not standing and not server and not libreoffice"

test-standing: install
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --quiet -m "standing or server or libreoffice"

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/deptry .

# Fails on any type error; takes two minutes, so it is no part of lint.
types: install
	$(BIN)/basedpyright

# Pages for people who work on the program, in build/docs: open index.html.
docs: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[docs]'
	mkdir -p build/docs-source
	$(BIN)/properdocs build --quiet --strict --config-file mkdocs.yml

# Damaged files, and for every eight of them a list with odd cells, headings or shape: make fuzz N=20000
N ?= 2250
fuzz: install
	$(BIN)/python -m tests.intake.fuzz --cases $$(($(N) * 8 / 9))
	$(BIN)/python -m tests.intake.fuzz_cells --cases $$(($(N) / 9))

# Five hundred lists in one night, then twenty runs at once of which four are killed; takes half an hour of CPU.
load: install
	$(BIN)/python -m tests.benchmarks.load night --lists 500
	$(BIN)/python -m tests.benchmarks.load at-once --runs 20 --kills 4

# Changes the code one thing at a time and counts the changes that the tests notice ([tool.mutmut] in pyproject.toml); takes
# an hour. The folder mutants/ keeps what is done, so that it can be stopped and goes on.
# A change that "survived" may only have met results that the tests keep: try it again with mutmut apply NAME and pytest in a new process.
mutate: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'mutmut==3.8.1'
	$(BIN)/mutmut run
	$(BIN)/mutmut results

# Kills flow, worker and server of a standing installation at random, at least thirty times; takes half an hour.
survive: install
	$(BIN)/python -m tests.flows.survival --kills 32 --postgresql

# This build against an earlier one, the plain way and known validators, medians of three: two hours of CPU.
benchmark: install
	$(BIN)/python -m tests.benchmarks.whole_job --rows 50 1000 10000 100000 --columns 28 --old e80ac01
	$(BIN)/python -m tests.benchmarks.whole_job --rows 4950 5050 --columns 28 --no-plain --no-stages
	$(BIN)/python -m tests.benchmarks.many_lists --lists 60 --old e80ac01
	$(BIN)/python -m tests.benchmarks.peers --rows 10000 100000
	$(BIN)/python -m tests.benchmarks.whole_job --rows 1000000 --format csv --runs 1 --no-plain --no-stages --old e80ac01
	$(BIN)/python -m tests.benchmarks.whole_job --rows 1000000 --format parquet --runs 1 --no-plain --no-stages --old e80ac01

# Sixty workbooks on two worker processes of Dask against one process; takes ten minutes of CPU.
benchmark-dask: install
	$(BIN)/python -m tests.benchmarks.on_dask many --lists 60

# Measures of the source (lines, depth, comments, docstrings) of the first build and of now.
measure: install
	$(BIN)/python -m tests.architecture.measures e80ac01

# Renews constraints.txt from the bounds in pyproject.toml: names and versions, no addresses.
lock:
	rm -rf .venv && $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,docs]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf .venv build mutants *.egg-info .pytest_cache .ruff_cache .hypothesis
