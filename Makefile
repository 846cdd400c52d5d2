.DEFAULT_GOAL := help
.PHONY: help install chat test check eval bench calibrate reader asking support clean

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | column -t -s '|'

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

install: $(INSTALLED) ## make .venv and install Fuente into it

chat: $(INSTALLED) ## ingest corpus/ and open the chat (PORT=8501)
	$(BIN)/fuente ingest corpus
	$(BIN)/fuente serve --port $(PORT)

test: $(INSTALLED_DEV) ## install what tests need and run them all (the browser test needs chromium)
	$(BIN)/python -m pytest

check: $(INSTALLED_DEV) ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(INSTALLED_DEV) ## golden set: the held half, against the committed baseline
	$(BIN)/fuente eval --split all --gate evals/baseline.json

bench: $(INSTALLED_DEV) ## latency and start-up, as ratios
	$(BIN)/python -m evals.bench latency
	$(BIN)/python -m evals.bench startup

calibrate: $(INSTALLED_DEV) ## fit the composer's models on golden dev, fitting and the written articles kept back
	$(BIN)/python -m evals.calibrate

PUBLIC = --squad $(SETS)/squad2_dev_en/dev-v2.0.cs224n.json.gz \
    --squad $(SETS)/xquad_en_es/xquad.en.json \
    --clapnq $(SETS)/clapnq_dev/clapnq_dev_answerable.jsonl.gz \
    --clapnq $(SETS)/clapnq_dev/clapnq_dev_unanswerable.jsonl.gz

reader: $(INSTALLED_DEV) ## train rag/reader.safetensors (SETS=folder of the public sets, see evals/README.md)
	$(BIN)/python -m evals.training train $(PUBLIC)

asking: $(INSTALLED_DEV) ## train rag/asking.safetensors, the encoder for questions (SETS= as for reader)
	$(BIN)/python -m evals.training ask $(PUBLIC)

support: $(INSTALLED_DEV) ## fit the model of fuente check (SETS=folder of the public sets)
	$(BIN)/python -m evals.training.support --wice $(SETS)/wice/claim.dev.jsonl.gz \
	    --ragtruth $(SETS)/ragtruth/ragtruth_qa.jsonl.gz $(SETS)/ragtruth/ragtruth_summary.jsonl.gz

clean: ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
