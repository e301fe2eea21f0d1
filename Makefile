# One word per chore. `make demo` and `make test` need nothing but Python 3.11 or 3.12 and make.
PYTHON ?= python3
BIN := .venv/bin
QUICK := tests/rules tests/domain tests/catalogue tests/services tests/vision
ENVIRONMENT := $(PYTHON) scripts/environment.py

.DEFAULT_GOAL := help
.PHONY: help demo app test test-quick test-long check faults faults-long bench clients services docs lock clean env airflow-env spark-env peers-env

help:  ## What there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo:  ## Pictures identified and searchable in a browser: INSECTA_SAMPLES=FOLDER for your own
	@$(ENVIRONMENT) demo
	@exec $(BIN)/insecta demo

app: env  ## The app as pages, which demo and insecta up then serve at /app/
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix mobile ci --no-audit --no-fund
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix mobile run export:web

env:  ## The environment for everything below
	@$(ENVIRONMENT) all

airflow-env:  ## Airflow, in an environment of its own
	@$(ENVIRONMENT) airflow

peers-env:  ## Ray Data and Daft, which bench/bulk.py is measured beside
	@$(ENVIRONMENT) peers

test: env  ## All tests, real servers included
	@$(BIN)/python scripts/run_tests.py

test-quick: env  ## Domain, catalogue, services, house rules: under 90 s, without servers
	@$(BIN)/python -m pytest -q -m "not server and not slow and not long and not seconds" $(QUICK)

test-long: env  ## What is too long for every day
	@$(BIN)/python -m pytest -q -m long tests

check: env  ## Types, lint, layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

faults: env  ## Kill things, and count: PARTS="storm crash" for some
	@$(BIN)/python -m tests.faults $(PARTS)

faults-long: env  ## The same for hours: 300 kills over 20,000 uploads
	@$(BIN)/python -m tests.faults --long $(PARTS)

bench: env  ## Measure against peers: NAME=search for one
	@$(BIN)/python -m bench $(NAME)

spark-env: env  ## One file that workers of a Spark cluster unpack: build/spark-env.tar.gz
	@$(BIN)/python scripts/spark_env.py

clients: env  ## OpenAPI document and the client made from it
	@$(BIN)/python -m api.openapi > docs/openapi.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix webportal run client

services: env  ## Real Kafka, Elasticsearch, PostgreSQL, S3 on this machine
	@$(BIN)/insecta services up

docs:  ## The documentation site, into site/
	@$(ENVIRONMENT) docs
	@.venv-docs/bin/mkdocs build --strict

lock:  ## Write requirements/ again from pyproject.toml
	@sh scripts/lock.sh

clean:  ## Everything that was built; data stays
	rm -rf .venv .venv-docs .venv-airflow build dist site *.egg-info .mypy_cache .ruff_cache .import_linter_cache webportal/dist webportal/node_modules mobile/dist mobile/dist-android mobile/node_modules tests/browser/node_modules bench/lighthouse/node_modules artifacts
