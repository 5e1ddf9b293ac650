"""What a request's `context` may hold for a run of its code: input, files and tests. Pure."""

import ast
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, JsonValue, field_validator, model_validator
from pydantic_core import PydanticCustomError

from schemas.base import JsonObject, Model
from schemas.errors import InvalidError, Problem
from schemas.ids import ComponentName

__all__ = ["CallTest", "OutputTest", "RunContext", "context_of"]

TESTS_MAX = 50
"""Tests of one request: calls share one run, so they cost little each."""

OUTPUT_TESTS_MAX = 8
"""Tests with an input of their own: each is a run of its own of some 50 ms."""

_CALL_MAX = 2_000  # characters: a call with its arguments written out
_STDIN_MAX = 65_536  # characters: what a person could type, and the files of exercises
_FILES_MAX = 10
_FILE_MAX = 65_536

Call = Annotated[str, Field(min_length=1, max_length=_CALL_MAX)]
Stdin = Annotated[str, Field(max_length=_STDIN_MAX)]


class CallTest(Model):
    """An expression that is evaluated after the program ran, such as `area(2)`, and what it must give.

    Attributes:
        call: the expression.
        expected: its value as JSON; a tuple or set is given as an array.
        expected_code: its value as a Python literal, such as `(1, 2)`, where JSON has no word for it.
        raises: the name of the exception that it must raise.
    """

    model_config = ConfigDict(extra="forbid")

    call: Call
    expected: JsonValue = None
    expected_code: Call | None = None
    raises: Annotated[str, Field(pattern=r"^[A-Za-z_]\w{0,99}$")] | None = None

    @model_validator(mode="after")
    def _one_expectation(self) -> Self:
        given = self.model_fields_set & {"expected", "expected_code", "raises"}
        if len(given) != 1:
            raise PydanticCustomError("expectation", "give one of expected, expected_code and raises")
        if self.expected_code is not None and not _is_literal(self.expected_code):
            raise PydanticCustomError("literal", "expected_code must be a Python literal")
        return self

    @field_validator("call")
    @classmethod
    def _expression(cls, call: str) -> str:
        if not _is_expression(call):
            raise PydanticCustomError("expression", "call must be one Python expression")
        return call

    @property
    def value(self) -> Any:
        """What is expected, as a Python value."""
        return self.expected if self.expected_code is None else ast.literal_eval(self.expected_code)


class OutputTest(Model):
    """A run of the whole program with an input, and what it must print."""

    model_config = ConfigDict(extra="forbid")

    stdin: Stdin = ""
    expected_output: Annotated[str, Field(max_length=_STDIN_MAX)]


class RunContext(Model):
    """What `context` may hold; names that are not here are for others and ignored.

    Attributes:
        tests: calls, outputs, or expressions that must be true, such as `area(2) == 4` (`assert` in front is allowed).
        stdin: what the program reads when it is run.
        files: text files that lie beside the program, by name.
        run: false: the program is not run, whatever else is given.
        component: where in the course the code belongs; it goes into the signals.
    """

    tests: Annotated[list[CallTest | OutputTest], Field(max_length=TESTS_MAX)] = Field(default_factory=list)
    stdin: Stdin | None = None
    files: Annotated[dict[str, Annotated[str, Field(max_length=_FILE_MAX)]], Field(max_length=_FILES_MAX)] = Field(
        default_factory=dict
    )
    run: bool = True
    component: ComponentName | None = None

    @model_validator(mode="after")
    def _few_runs(self) -> Self:
        if len(self.outputs) > OUTPUT_TESTS_MAX:
            raise PydanticCustomError("outputs", f"tests: at most {OUTPUT_TESTS_MAX} may have expected_output")
        return self

    @property
    def calls(self) -> list[CallTest]:
        """Tests that call something."""
        return [test for test in self.tests if isinstance(test, CallTest)]

    @property
    def outputs(self) -> list[OutputTest]:
        """Tests of what is printed."""
        return [test for test in self.tests if isinstance(test, OutputTest)]


def context_of(raw: JsonObject | None) -> RunContext:
    """Read a request's context.

    Raises:
        InvalidError: names the fields, such as `context.tests.0.call`.
    """
    given = dict(raw or {})
    tests = given.get("tests")
    if isinstance(tests, list):
        given["tests"] = [_spelt_out(test) for test in tests]
    try:
        return RunContext.read(given)
    except InvalidError as error:
        problems = [Problem(f"context.{one.field}", one.reason) for one in error.problems]
        raise InvalidError(problems) from None


def _spelt_out(test: Any) -> Any:
    """A test written as text: `area(2) == 4` becomes the call and its value, so that both can be told apart."""
    if not isinstance(test, str):
        return test
    text = test.strip()
    text = text.removeprefix("assert ").strip() if text.startswith("assert ") else text
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"call": text, "expected": True}
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and isinstance(tree.ops[0], ast.Eq):
        left, right = ast.get_source_segment(text, tree.left), ast.get_source_segment(text, tree.comparators[0])
        if left and right and _is_literal(right):
            return {"call": left, "expected_code": right}
    return {"call": text, "expected": True}


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text.strip())
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return False
    return True
