# Two commands do everything: `make run` and `make test`. Nothing is needed but make, Python 3.11+ and Node 20.19+.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= district
TESTS ?= tests
WORKERS ?= 3
HTTPS ?=
BIN := .venv/bin

.PHONY: run test check assets setup clean help

help:
	@echo "make run     set up, build the demo district if there is none, serve on 127.0.0.1:$(PORT) (PORT= SIZE=tiny)"
	@echo "make run HTTPS=1   the same, also for phones on the local network (docs/deploy.md)"
	@echo "make test    set up and run the whole suite (TESTS=tests/kernel for a part, WORKERS=2 at once)"
	@echo "make check   style, types, import law, templates, migrations, translations"
	@echo "make assets  build the browser's files again"
	@echo "make clean   remove what was built; var/ (your data) stays"

setup:
	@$(PYTHON) tools/setup.py

run: setup
	@exec $(BIN)/python tools/run.py --port $(PORT) --size $(SIZE) $(if $(HTTPS),--https $(if $(findstring .,$(HTTPS)),$(HTTPS)))

# One more at once than processors of a small machine: tests of the phone and of broken lines wait for half of their time.
test: setup
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: setup
	@$(BIN)/python tools/check.py

assets:
	@$(PYTHON) tools/setup.py --assets

clean:
	rm -rf .venv node_modules src/anju/ui/static/dist dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find src -name '*.mo' -delete
