"""`python -m fleet`."""

import sys

try:
    from fleet.cli.main import main
except ModuleNotFoundError as exc:  # another Python than the one of `make setup`
    sys.exit(f"error: {exc.name} is not installed: run `make setup`, then `.venv/bin/python -m fleet`")

if __name__ == "__main__":
    main()
