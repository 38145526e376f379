# What people do with SignLingo. `make help` lists it.
# Everything it makes lies in .venv*, node_modules and var; `make clean` removes all but var.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python of at least 3.11 and below $(1): `python3`, unless only a numbered one is.
python = $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < $(1))' 2>/dev/null && echo $$p && break; done)
NO_LIMIT := (4, 0)
NO_TENSORFLOW := (3, 14)
NO_MEDIAPIPE := (3, 13)

RUN := .venv/bin/python
MANAGE := $(RUN) manage.py
DATA_DIR ?= var

# A stamp carries the hash of what it was made from, so that a new pin, and nothing else, installs.
hash = $(shell cat $(1) 2>/dev/null | git hash-object --stdin | cut -c1-12)
BASE := .venv/base-$(call hash,requirements/base.txt)
DEV := .venv/dev-$(call hash,requirements/base.txt requirements/dev.txt)
TRAIN := .venv-train/ready-$(call hash,requirements/train.txt)
EXTRACT := .venv-extract/ready-$(call hash,requirements/extract.txt)
NODE := node_modules/.ready-$(call hash,package-lock.json)
MESSAGES := $(patsubst %.po,%.mo,$(wildcard signlingo/locale/*/LC_MESSAGES/*.po))
STATIC := $(DATA_DIR)/static/.ready

.PHONY: help
help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-24s %s\n", $$1, $$2}'

# --- Run it -----------------------------------------------------------------------------------

.PHONY: demo
demo: install ## set up and serve everything on http://localhost:8000, with a small demo school
	@$(MANAGE) prepare --demo
	@exec $(MANAGE) serve

.PHONY: demo-full
demo-full: install ## the same with PostgreSQL, Redis, Celery and an inference worker of its own
	@exec $(RUN) -m signlingo.full

.PHONY: install
install: $(BASE) $(NODE) $(MESSAGES) $(STATIC) ## set up what serving needs, and no more

# --- Look after it ----------------------------------------------------------------------------

.PHONY: test
test: $(DEV) $(NODE) $(MESSAGES) $(TRAIN) ## set up and run every test that this machine can run
	@$(RUN) -m tests.machine
	@[ -z '$(call python,$(NO_MEDIAPIPE))' ] || $(MAKE) extract
	node --test $$(find tests -name '*.test.js' | sort)
	.venv-train/bin/python -m pytest -c tests/training.ini --rootdir . -m training -q
	$(RUN) -m pytest -q
	@if $(RUN) -m tests.machine postgres redis >/dev/null; then \
		echo '$(RUN) -m signlingo.servers $(RUN) -m pytest -q   # PostgreSQL and Redis' && \
		$(RUN) -m signlingo.servers $(RUN) -m pytest -q --ignore tests/ml --ignore tests/wire; fi

.PHONY: check
check: $(DEV) $(NODE) $(MESSAGES) ## lint, types, import rules, migrations, safe settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --quiet --lint templates
	npx --no-install biome ci --colors=off
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	@.venv/bin/python -c "import secrets; print(secrets.token_urlsafe(50))" | ( read key; \
		SECRET_KEY=$$key ALLOWED_HOSTS=sign.school.example PROXIES=1 \
		$(MANAGE) check --deploy --fail-level WARNING )

.PHONY: fix
fix: $(DEV) $(NODE) ## let the formatters do their part
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	npx --no-install biome check --write

.PHONY: bench
bench: $(DEV) $(NODE) $(MESSAGES) $(TRAIN) ## measure, each figure beside its naive peer
	$(RUN) -m tests.bench

.PHONY: messages
messages: $(DEV) ## gather what is to be translated into signlingo/locale
	$(RUN) -m signlingo.translations --gather

.PHONY: train
train: $(TRAIN) ## from clips to an encoder: make train ARGS="vsl=clips.npz --out var/run"
	.venv-train/bin/python -m ml train $(or $(ARGS),--help)

.PHONY: extract
extract: $(EXTRACT) ## set up what turns videos into clips

.PHONY: requirements
requirements: $(DEV) ## pin the environments anew from requirements/*.in
	for name in base dev train extract; do .venv/bin/uv pip compile --quiet --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-config --no-emit-index-url \
		--no-emit-find-links --custom-compile-command 'make requirements' \
		--output-file requirements/$$name.txt requirements/$$name.in || exit 1; done

.PHONY: clean
clean: ## remove the environments and everything built; var, with the database, stays
	rm -rf .venv .venv-train .venv-extract node_modules var/static
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find signlingo -name '*.mo' -delete

# --- How it is set up -------------------------------------------------------------------------

# $(1): the environment's folder, $(2): its requirements, $(3): the first Python that is too new
define environment
	@[ -x $(1)/bin/python ] || { p='$(call python,$(3))'; \
		[ "$$p" ] || { echo 'SignLingo needs Python from 3.11 to below $(3) for $(1), and finds none.' >&2; exit 1; }; \
		$$p -m venv $(1); }
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $(2)
	@rm -f $(1)/$(firstword $(subst -, ,$(notdir $@)))-* && touch $@
endef

$(BASE):
	$(call environment,.venv,-r requirements/base.txt,$(NO_LIMIT))

$(DEV): $(BASE)
	$(call environment,.venv,-r requirements/base.txt -r requirements/dev.txt,$(NO_LIMIT))

$(TRAIN):
	$(call environment,.venv-train,-r requirements/train.txt,$(NO_TENSORFLOW))

$(EXTRACT):
	$(call environment,.venv-extract,-r requirements/extract.txt,$(NO_MEDIAPIPE))

$(NODE):
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
		{ echo 'SignLingo needs Node 20 or newer; node is older or absent.' >&2; exit 1; }
	npm ci --no-audit --no-fund --loglevel error
	@rm -f node_modules/.ready-* && touch $@

%.mo: %.po $(BASE)
	$(RUN) -m signlingo.translations

$(STATIC): $(BASE) $(NODE) $(shell find static lessons/course -type f 2>/dev/null) accounts/animals.py
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@
