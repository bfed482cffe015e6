# What people do with the hall, one word each. Nothing has to be installed first but make and Python 3.11 or newer.
PORT ?= 8000
export PORT
PYTHON = .venv/bin/python

.PHONY: help run environment test test-postgres lint requirements

help:
	@echo "make run            open the demonstration hall on http://127.0.0.1:$(PORT)/ (another port: make run PORT=8001)"
	@echo "make test           all tests, browser tests included"
	@echo "make test-postgres  the tests that ask a database, but not in the browser, against a throw-away PostgreSQL"
	@echo "make lint           style, layers, types, migrations and the deployment check"
	@echo "make requirements   compile the requirement files anew"

run:
	@sh bin/with_python bin/run_hall.py

environment:
	@sh bin/with_python bin/environment.py requirements.txt requirements-dev.txt
	@$(PYTHON) manage.py compile_catalogues

test: environment
	@sh bin/system_packages chromium ffmpeg fonts-noto-cjk libatomic1
	@$(PYTHON) -m pytest --create-db -n 2 --dist loadfile --no-loadscope-reorder

test-postgres: environment
	@sh bin/system_packages ffmpeg
	@$(PYTHON) bin/test_postgres.py

lint: environment
	@$(PYTHON) bin/lint.py

# With the Python of Debian 12 (3.11.2), so that no release needs a newer one. All to their newest: UPGRADE=--upgrade
COMPILE = $(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
          --no-emit-index-url --no-emit-find-links $(UPGRADE)
requirements: environment
	@$(COMPILE) requirements.in
	@$(COMPILE) requirements-dev.in
