# Linli (邻里). `make demo` and `make test` are all one needs to know.
.DEFAULT_GOAL := help
.PHONY: help demo reset test bench lint messages docs

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{printf "%-16s %s\n", $$1, $$2}'

demo: ## set everything up and serve the fictional street on http://127.0.0.1:8000
	@./bin/bootstrap
	@exec ./bin/linli demo

reset: ## forget the demo's data; the next `make demo` starts afresh
	@./bin/bootstrap
	@exec ./bin/linli reset

test: ## set everything up and run all tests, in a real browser and on a real PostgreSQL
	@./bin/bootstrap dev
	@./bin/browser
	@exec ./.venv/bin/python -m pytest $(ARGS)

bench: ## measure, as ratios in one run
	@./bin/bootstrap dev
	@exec ./.venv/bin/python -m bench $(ARGS)

lint: ## ruff, mypy, and the floors of the house
	@./bin/bootstrap dev
	@./.venv/bin/ruff check . && ./.venv/bin/ruff format --check . && ./.venv/bin/lint-imports && ./.venv/bin/mypy

messages: ## collect the sentences of code and pages into the translation files
	@./bin/bootstrap dev
	@exec ./.venv/bin/python -m linli.assets messages

docs: ## write the pages of docs/ that come from the code
	@./bin/bootstrap dev
	@exec ./.venv/bin/python -m linli.assets docs
