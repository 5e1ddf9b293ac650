"""The fixtures of the tests on the real stack."""

from tests.stack.conftest import fleet

__all__ = ["fleet"]
