PYTHON ?= python3
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run dev test test-full check bench lock

define bootstrap
@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: $(PYTHON) was not found." >&2; exit 1; }
@exec $(PYTHON) -m portal.bootstrap $@ $(ARGS)
endef

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ## Set up what is missing and serve on http://localhost:8000 (PORT=9000 for another port)
	$(bootstrap)

dev: ## The same with DEBUG and a server that reloads
	$(bootstrap)

test: ## Run the suite on every database and browser found here
	$(bootstrap)

test-full: ## Run the whole matrix, slow checks included
	$(bootstrap)

check: ## Lint, format, types, templates, imports, catalogues, migrations, deployment
	$(bootstrap)

bench: ## Print speed as ratios against a bare Django view, and how well search finds (ARGS=full)
	$(bootstrap)

lock: ## Write requirements.lock anew from pyproject.toml (needs uv)
	$(bootstrap)
