"""What comes back from a program: output, errors with their places, results of calls."""

import math

import pytest

from agents.runner.errors import ProgramError
from agents.runner.pool import Runner
from agents.runner.program import Limits, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_output_input_and_exit(runner: Runner) -> None:
    run = await runner.run(Program("name = input('who? ')\nprint('hello', name)", stdin="Ada\n"))
    assert (run.status, run.stdout, run.stderr, run.exit_code) == ("ok", "who? hello Ada\n", "", 0)


async def test_an_error_has_its_place_its_frames_and_its_values(runner: Runner) -> None:
    source = "def pick(items, n):\n    é = 'é'\n    return items[n]\n\npick([1], 5)\n"
    run = await runner.run(Program(source))
    assert run.status == "error"
    assert run.error is not None
    assert (run.error.type, run.error.message) == ("IndexError", "list index out of range")
    assert (run.error.line, run.error.column, run.error.end_line, run.error.end_column) == (3, 12, 3, 20)
    assert [(one.function, one.line) for one in run.error.frames] == [("<module>", 5), ("pick", 3)]
    assert run.error.locals == {"items": "[1]", "n": "5", "é": "'é'"}
    assert run.stderr.startswith('Traceback (most recent call last):\n  File "main.py", line 5, in <module>\n')
    assert "harness" not in run.stderr


async def test_columns_count_characters(runner: Runner) -> None:
    run = await runner.run(Program("é = 1; x = é / 0"))
    assert run.error is not None
    assert (run.error.column, run.error.end_column) == (12, 17)


async def test_what_does_not_compile_has_the_compilers_place(runner: Runner) -> None:
    run = await runner.run(Program("x = 1\ndef f(:\n    pass\n", calls=["x"]))
    assert run.status == "error"
    assert run.error is not None
    assert (run.error.type, run.error.line, run.error.column) == ("SyntaxError", 2, 7)
    assert [call.status for call in run.calls] == ["not_run"]


@pytest.mark.parametrize("source", ["x = '\x00'", "x = '\ud800'"])
async def test_what_is_no_text_is_an_error(runner: Runner, source: str) -> None:
    run = await runner.run(Program(source))
    assert run.status == "error"


async def test_calls_are_evaluated_in_the_module(runner: Runner) -> None:
    source = "log = []\ndef add(a, b=1):\n    print('adding', a)\n    log.append(a)\n    return a + b\n"
    run = await runner.run(Program(source, calls=["add(1)", "add('x')", "log", "1 +", "print('only')"]))
    assert run.status == "ok"
    one, text, log, broken, nothing = run.calls
    assert (one.status, one.stdout) == ("ok", "adding 1\n")
    assert one.value is not None
    assert (one.value.data, one.value.repr, one.value.type) == (2, "2", "int")
    assert (text.status, text.stdout) == ("error", "adding x\n")
    assert text.error is not None
    assert (text.error.type, text.error.line) == ("TypeError", 5)
    assert log.value is not None
    assert log.value.data == [1, "x"]
    assert broken.error is not None
    assert broken.error.type == "SyntaxError"
    assert nothing.stdout == "only\n"
    assert nothing.value is not None
    assert (nothing.value.has_data, nothing.value.data) == (True, None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -(10**30),
        0.1,
        math.inf,
        "é\n",
        b"\x00\xff",
        [1, [2, (3,)]],
        {"a": (1, 2), (1, 2): {3}, None: frozenset({4})},
        set(),
    ],
)
async def test_plain_values_come_back_as_they_are(runner: Runner, value: object) -> None:
    run = await runner.run(Program("", calls=["float('inf')" if value == math.inf else repr(value)]))
    found = run.calls[0].value
    assert found is not None
    assert found.has_data
    assert found.data == value
    assert type(found.data) is type(value)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("Point()", "<__main__.Point object"),
        ("list(range(20_000))", "[0, 1, 2"),
        ("Odd()", "<Odd whose repr raised ZeroDivisionError>"),
        ("'x' * 100_000", "'xxx"),
        ("'\\ud800'", "'\\ud800'"),
        ("loop", "[[...]]"),
        ("{n * (2**61 - 1): 0 for n in range(5_000)}", "{0: 0"),
    ],
)
async def test_other_values_come_back_as_text(runner: Runner, expression: str, shown: str) -> None:
    source = "class Point: pass\nclass Odd:\n    def __repr__(self): return 1 / 0\nloop = []\nloop.append(loop)\n"
    run = await runner.run(Program(source, calls=[expression]))
    found = run.calls[0].value
    assert found is not None
    assert not found.has_data
    assert found.repr.startswith(shown)


async def test_the_call_that_ends_the_process_is_named(runner: Runner) -> None:
    calls = ["1", "[print('x'), __import__('os')._exit(3)]", "2"]
    run = await runner.run(Program("", calls=calls))
    assert run.status == "exited"
    assert run.exit_code == 3
    assert [call.status for call in run.calls] == ["ok", "exited", "not_run"]
    assert run.calls[1].stdout == "x\n"


async def test_a_loop_without_end_is_found_with_its_line_and_values(runner: Runner) -> None:
    source = "n = 0\nprint('begin')\nwhile n < 10:\n    m = n\n"
    run = await runner.run(Program(source, limits=Limits(wall_seconds=1.5)))
    assert run.status == "timeout"
    assert run.stdout == "begin\n"
    assert run.error is not None
    assert run.error.line in {3, 4}
    assert run.error.locals["n"] == "0"


async def test_a_call_without_end_is_found(runner: Runner) -> None:
    source = "def f(n):\n    while n:\n        pass\n"
    run = await runner.run(Program(source, calls=["f(0)", "f(1)", "f(0)"], limits=Limits(wall_seconds=1.5)))
    assert [call.status for call in run.calls] == ["ok", "timeout", "not_run"]
    assert run.status == "timeout"
    assert run.calls[1].error is not None
    assert run.calls[1].error.locals == {"n": "1"}


async def test_files_lie_in_the_folder_and_modules_can_be_imported(runner: Runner) -> None:
    source = "import helper\nprint(open('data.txt').read(), helper.twice(2))\nopen('new.txt', 'w').write('x')\n"
    files = {"helper.py": "def twice(n):\n    return 2 * n\n", "data.txt": "data"}
    run = await runner.run(Program(source, files=files))
    assert (run.status, run.stdout) == ("ok", "data 4\n")


async def test_an_error_in_a_file_names_it(runner: Runner) -> None:
    run = await runner.run(Program("import helper\nhelper.fail()", files={"helper.py": "def fail():\n    1 / 0\n"}))
    assert run.error is not None
    assert (run.error.file, run.error.line) == ("helper.py", 2)


async def test_threads_and_exit_functions_end_the_program(runner: Runner) -> None:
    source = (
        "import atexit, threading, time\natexit.register(print, 'bye')\n"
        "def late():\n    time.sleep(0.05)\n    print('late')\nthreading.Thread(target=late).start()\n"
    )
    run = await runner.run(Program(source))
    assert (run.status, run.stdout) == ("ok", "late\nbye\n")


@pytest.mark.parametrize(
    ("source", "status"), [("exit()", "ok"), ("import sys; sys.exit(0)", "ok"), ("quit(2)", "error")]
)
async def test_leaving_is_no_error_unless_it_says_so(runner: Runner, source: str, status: str) -> None:
    run = await runner.run(Program(source))
    assert run.status == status


async def test_runs_repeat(runner: Runner) -> None:
    source = "import random\nprint(random.random(), hash('x'), {'a', 'b', 'c', 'd'})"
    runs = [await runner.run(Program(source)) for _ in range(2)]
    assert runs[0].status == "ok"
    assert runs[0].stdout == runs[1].stdout


async def test_the_trace_tells_lines_and_changes(runner: Runner) -> None:
    source = "total = 0\nfor n in [5, 7]:\n    total += n\nif total < 0:\n    print('never')\n"
    run = await runner.run(Program(source, trace=True))
    assert run.trace is not None
    assert [(step.line, step.changed) for step in run.trace.steps] == [
        (1, {}),
        (2, {"total": "0"}),
        (3, {"n": "5"}),
        (2, {"total": "5"}),
        (3, {"n": "7"}),
        (2, {"total": "12"}),
        (4, {}),
    ]
    assert run.trace.lines == {1, 2, 3, 4}
    assert not run.trace.steps_cut


async def test_the_trace_is_bounded_and_survives_the_end_of_time(runner: Runner) -> None:
    source = "n = 0\nwhile True:\n    n += 1\n"
    run = await runner.run(Program(source, trace=True, limits=Limits(wall_seconds=1.5, trace_steps=120)))
    assert run.status == "timeout"
    assert run.trace is not None
    assert len(run.trace.steps) == 120
    assert run.trace.steps_cut
    assert run.trace.lines == {1, 2, 3}


@pytest.mark.parametrize(
    "program",
    [
        Program("x" * (1 << 20) + "x"),
        Program("", stdin="x" * (1 << 20) + "x"),
        Program("", files={"../x": ""}),
        Program("", files={"a/b": ""}),
        Program("", files={"main.py": ""}),
        Program("", calls=["1"] * 201),
        Program("", limits=Limits(cpu_seconds=6)),
        Program("", limits=Limits(memory_bytes=0)),
    ],
    ids=range(8),
)
async def test_what_is_too_large_is_refused(runner: Runner, program: Program) -> None:
    with pytest.raises(ProgramError):
        await runner.run(program)
