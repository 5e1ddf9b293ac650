"""Attacks on the runner itself: its channel, its results, and what is not told to a program."""

import json

import pytest

from agents.runner.messages import MAX_MESSAGE
from agents.runner.pool import Runner
from agents.runner.program import Limits, Program
from tests.agents.runner.attack import BRIEF, attack, contained

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRAME = "def frame(body): return len(body).to_bytes(4, 'big') + body\n"


@pytest.mark.parametrize(
    "written",
    [
        "b'\\xff\\xff\\xff\\xff'",
        "b'garbage that goes on' * 100",
        "frame(b'')",
        "frame(b'{}')",
        "frame(b'\\xff\\xfe')",
        "frame(b'[' * 500_000)",
        "frame(b'1' * 100_000)",
        "frame(b'NaN')",
        'frame(b\'{"kind":"module","error":null,"compiled":true,"more":1}\')',
        'frame(b\'{"kind":"call","n":0,"value":null,"error":null}\')',
        'frame(b\'{"kind":"ready","layers":{},"resident":0}\')',
        'frame(b\'{"kind":"end","error":null}\')',
        'frame(b\'{"kind":"trace","steps":[[1,"a","b",1,{"x":1}]],"lines":[],"cut":false}\')',
        'frame(b\'{"kind":"trace","steps":[],"lines":[1],"cut":false}\') * 20_000',
    ],
    ids=range(14),
)
async def test_garbage_on_the_channel_ends_the_program_alone(runner: Runner, written: str) -> None:
    run = await attack(runner, f"{FRAME}data = {written}\nwhile data: data = data[os.write(3, data):]\n", calls=["1"])
    assert run.status == "tampered"


async def test_a_flood_on_the_channel_is_not_kept(runner: Runner) -> None:
    source = f"{FRAME}import time\nflood = frame(b'x' * {MAX_MESSAGE})\nwhile True: os.write(3, flood)"
    run = await attack(runner, source)
    assert run.status == "tampered"


@pytest.mark.parametrize(
    "data",
    [
        {"k": "int", "v": "0x" + "f" * 5_000},
        {"k": "int", "v": "nine"},
        {"k": "float", "v": "1.5"},
        {"k": "dict", "v": [[[], 1]]},
        {"k": "dict", "v": [[1, 2, 3]]},
        {"k": "set", "v": list(range(5_000))},
        {"k": "set", "v": 5},
        {"k": "what", "v": []},
        {"k": "tuple"},
        {"a": 1},
        [[]] * 11_000,
        1e999,
    ],
    ids=range(12),
)
async def test_forged_data_is_refused(runner: Runner, data: object) -> None:
    value = {"type": "x", "repr": "x", "repr_cut": False, "data": [data]}
    answer = json.dumps({"kind": "call", "n": 0, "value": value, "error": None}).replace("Infinity", "1e999")
    module = json.dumps({"kind": "module", "error": None, "compiled": True})
    source = f"{FRAME}os.write(3, frame({module.encode()!r}) + frame({answer.encode()!r}))\nimport time; time.sleep(9)"
    run = await attack(runner, source, calls=["1"])
    assert run.status == "tampered"
    assert run.calls[0].value is None


async def test_what_is_forged_is_the_programs_own_answer(runner: Runner) -> None:
    """A program may answer what it likes: as it could by the function that is called. It decides nothing else."""
    value = {"type": "int", "repr": "42", "repr_cut": False, "data": [42]}
    forged = [
        {"kind": "module", "error": None, "compiled": True},
        {"kind": "call", "n": 0, "value": value, "error": None},
        {"kind": "end", "error": None},
    ]
    written = b"".join(len(body).to_bytes(4, "big") + body for body in (json.dumps(one).encode() for one in forged))
    run = await attack(runner, f"os.write(3, {written!r})\nos._exit(7)", calls=["answer()"])
    assert run.calls[0].value is not None
    assert run.calls[0].value.data == 42
    assert run.exit_code == 7, "how it ended is told by the kernel"


@pytest.mark.parametrize("fd", [0, 1, 2, 3])
async def test_closing_descriptors_hurts_the_program_alone(runner: Runner, fd: int) -> None:
    await attack(runner, f"os.close({fd})\nprint('x')", calls=["1"])
    await attack(runner, f"os.dup2({(fd + 1) % 4}, {fd})\nprint('x')", calls=["1"])
    await attack(runner, "os.closerange(0, 4096)", calls=["1"])


@pytest.mark.parametrize(
    "source",
    [
        "import builtins\nfor name in dir(builtins):\n    if name[0] != '_': setattr(builtins, name, None)",
        "import builtins; del builtins.isinstance, builtins.len, builtins.repr, builtins.compile, builtins.str",
        "import json, os, sys, traceback\nfor m in (json, traceback): m.__dict__.clear()\nos.write = os.read = None",
        "import sys; sys.stdout = sys.stderr = sys.stdin = None; sys.modules.clear()",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import gc\nfor one in gc.get_objects():\n    if isinstance(one, dict): one.clear()",
        "import sys\nframe = sys._getframe()\nwhile frame: frame.f_globals.clear(); frame = frame.f_back",
        "import threading; threading.enumerate = threading.main_thread = None",
        "import signal; signal.signal = None; signal.setitimer(0, 0.001)",
        "__import__('sys').setrecursionlimit(5)",
        "__import__('sys').settrace(lambda *a: 1 / 0)",
        "__import__('gc').set_threshold(1); __import__('gc').set_debug(0xff)",
    ],
    ids=range(12),
)
async def test_breaking_the_interpreter_hurts_the_program_alone(runner: Runner, source: str) -> None:
    run = await runner.run(Program(source, calls=["1"], limits=BRIEF))
    assert run.status != "memory"
    contained(await attack(runner, "print(1)"))


async def test_values_that_misbehave_are_told_as_text(runner: Runner) -> None:
    source = """
class Evil:
    def __repr__(self): raise SystemExit("x")
    __class__ = property(lambda self: 1 / 0)
    def __eq__(self, other): return True
    def __hash__(self): return 1
class Text(str):
    def __len__(self): return -1
class Listed(list):
    def __iter__(self): raise KeyboardInterrupt
class Named(tuple):
    def __eq__(self, other): return True
    __hash__ = None
class Meta(type):
    def __getattribute__(self, name): raise RecursionError
    def __instancecheck__(self, other): return True
class Odd(metaclass=Meta): pass
class ReprIsNoText:
    def __repr__(self): return 5
class LongName: pass
LongName.__qualname__ = "x" * 100_000
"""
    calls = ["Evil()", "Text('x')", "Listed([1])", "Named([1])", "Odd()", "ReprIsNoText()", "LongName()", "1"]
    run = await attack(runner, source, calls=calls)
    assert [call.status for call in run.calls][-1] == "ok"
    for call in run.calls[:-1]:
        assert call.value is None or not call.value.has_data
    assert all(call.value is not None and len(call.value.type) <= 100 for call in run.calls[1:])


async def test_errors_that_misbehave_are_told_as_text(runner: Runner) -> None:
    source = """
class Evil(Exception):
    def __str__(self): raise SystemExit("x")
    def __getattribute__(self, name): raise RecursionError
def f():
    local = Evil()
    raise local
"""
    run = await attack(runner, source, calls=["f()", "1"])
    assert run.calls[0].status in {"error", "exited"}


async def test_a_program_learns_of_a_call_only_when_it_comes(runner: Runner) -> None:
    """Nothing of what is asked later can be found in the process: no object, no frame, no byte of its memory."""
    source = """
import gc, sys
mark = "later_" + "secret"          # not in one piece here
def search():
    found = []
    frame = sys._getframe()
    while frame:
        found += [repr(one) for one in list(frame.f_locals.values()) if one is not mark and mark in repr(one)[:5000]]
        frame = frame.f_back
    for one in gc.get_objects():
        if isinstance(one, (str, bytes)) and mark in str(one):
            found.append(one)
        elif isinstance(one, dict):
            found += [v for v in list(one.values()) if isinstance(v, str) and mark in v and v is not mark]
    import select
    found += select.select([3], [], [], 0)[0]
    return found
def later_secret():
    return "asked"
"""
    source = source.replace("def later_secret", 'globals()["later_" + "secret"] = lambda: "asked"\ndef unused')
    run = await attack(runner, source, calls=["search()", "later_secret()"])
    first, second = run.calls
    assert first.value is not None
    assert first.value.data == [], first
    assert second.value is not None
    assert second.value.data == "asked"


async def test_a_run_knows_nothing_of_the_one_before(runner: Runner) -> None:
    leave = "import builtins, sys\nbuiltins.left = sys.left = 1\nopen('left', 'w').write('x')"
    look = (
        "import builtins, sys\nassert not hasattr(builtins, 'left') and not hasattr(sys, 'left') and not os.listdir()"
    )
    for _ in range(4):
        contained(await attack(runner, leave))
        contained(await attack(runner, look))


async def test_limits_cannot_be_raised(runner: Runner) -> None:
    source = """
import resource
for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK):
    soft, hard = resource.getrlimit(name)
    assert hard != resource.RLIM_INFINITY, name
    for wanted in (hard + 1, resource.RLIM_INFINITY):
        try:
            resource.setrlimit(name, (soft, wanted))
        except (ValueError, OSError):
            continue
        raise SystemExit(f"NOT REFUSED: {name}")
"""
    contained(await attack(runner, source))


async def test_smaller_limits_hold(runner: Runner) -> None:
    small = Limits(wall_seconds=1.0, cpu_seconds=1, memory_bytes=12 << 20, output_bytes=2000, file_bytes=1000)
    run = await attack(runner, "x = bytearray(15 << 20)", limits=small)
    assert run.status == "memory"
    run = await attack(runner, "print('x' * 3000)", limits=small)
    assert (run.status, run.stdout) == ("output_limit", "x" * 2000)
    run = await attack(runner, "with open('f', 'wb') as f: f.write(bytes(2000))", limits=small)
    assert run.status in {"error", "killed"}
