"""Attacks on other processes: making, signalling, tracing and reading them."""

import os
import signal

import pytest

from agents.runner.pool import Runner
from agents.runner.program import Limits, Program
from tests.agents.runner.attack import MEBIBYTE, attack, contained

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "attempt",
    [
        "while True: os.fork()",
        "print(refused(os.fork), refused(os.forkpty))",
        "import subprocess; refused(lambda: subprocess.run(['/bin/true']))",
        "refused(lambda: os.posix_spawn('/bin/true', ['true'], {}))",
        "refused(lambda: os.execv('/bin/true', ['true']))",
        "import multiprocessing; refused(multiprocessing.Process(target=print).start)",
        "assert os.system('echo hello') != 0",
    ],
)
async def test_no_process_is_made(jail: Runner, attempt: str) -> None:
    run = await attack(jail, attempt)
    if "while" in attempt:
        assert run.error is not None
        assert run.error.type == "PermissionError"
    else:
        contained(run)
    assert "hello" not in run.stdout


async def test_no_signal_reaches_anybody(jail: Runner) -> None:
    zygote = jail._zygote
    assert zygote is not None
    got: list[int] = []
    before = {number: signal.signal(number, lambda n, _: got.append(n)) for number in (signal.SIGUSR1, signal.SIGIO)}
    source = f"""
import fcntl, signal
others = [{os.getpid()}, {zygote.pid}, os.getppid(), 1, 0, -1, -{os.getpgrp()}]
refused(lambda: os.killpg(0, 9))
for other in others:
    for number in (signal.SIGKILL, signal.SIGUSR1, 0):
        refused(lambda: os.kill(other, number))
    refused(lambda: os.killpg(abs(other), 9))
    refused(lambda: raw(234 if X86 else 131, abs(other), abs(other), 10))       # tgkill
    refused(lambda: raw(129 if X86 else 138, abs(other), 10, None))             # rt_sigqueueinfo
    refused(lambda: os.pidfd_open(abs(other) or 1))
refused(lambda: raw(424, 3, 9, None, 0))                                        # pidfd_send_signal
refused(lambda: fcntl.fcntl(1, fcntl.F_SETOWN, {os.getpid()}))
refused(lambda: fcntl.fcntl(1, 10, int(signal.SIGUSR1)))                        # F_SETSIG
"""
    try:
        contained(await attack(jail, source))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert not got
    assert jail._zygote is zygote, "the zygote lives on"


async def test_a_program_may_end_itself(runner: Runner) -> None:
    run = await attack(runner, "os.kill(os.getpid(), 9)")
    assert (run.status, run.signal) == ("killed", signal.SIGKILL)
    run = await attack(runner, "os.abort()")
    assert (run.status, run.signal) == ("killed", signal.SIGABRT)


async def test_nobody_is_traced(jail: Runner) -> None:
    source = f"""
PTRACE, READ, WRITE = (101, 310, 311) if X86 else (117, 270, 271)
buffer = ctypes.create_string_buffer(8)
for other in ({os.getpid()}, os.getppid(), 1):
    refused(lambda: raw(PTRACE, 16, other, 0, 0))          # PTRACE_ATTACH
    refused(lambda: raw(PTRACE, 0x4206, other, 0, 0))      # PTRACE_SEIZE
    refused(lambda: raw(READ, other, buffer, 1, buffer, 1, 0))
    refused(lambda: raw(WRITE, other, buffer, 1, buffer, 1, 0))
refused(lambda: raw(PTRACE, 0, 0, 0, 0))                   # PTRACE_TRACEME
"""
    contained(await attack(jail, source))


async def test_the_workers_proc_is_closed(jail: Runner) -> None:
    source = f"""
for process in ("self", "thread-self", os.getpid(), os.getppid(), {os.getpid()}, 1):
    for name in ("environ", "cmdline", "maps", "mem", "root/etc/passwd", "cwd/pyproject.toml", "status"):
        refused(lambda: open(f"/proc/{{process}}/{{name}}", "rb"))
    refused(lambda: os.listdir(f"/proc/{{process}}"))
    refused(lambda: os.listdir(f"/proc/{{process}}/fd"))
for name in ("exe", "cwd", "root"):
    refused(lambda: os.readlink(f"/proc/{os.getpid()}/{{name}}"))
refused(lambda: os.listdir("/proc"))
"""
    contained(await attack(jail, source))


async def test_the_environment_is_empty(jail: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_SECRET_FOR_TEST", "do-not-tell")
    source = """
assert not os.environ, os.environ
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
assert not environ or not environ[0], environ[0]
libc.getenv.restype = ctypes.c_char_p
assert libc.getenv(b"FLEET_SECRET_FOR_TEST") is None and libc.getenv(b"PATH") is None
"""
    contained(await attack(jail, source))


async def test_threads_are_bounded_and_end_with_the_program(jail: Runner) -> None:
    source = """
import threading, time
def spin():
    while True:
        time.sleep(0.01)
made = 0
try:
    while made < 10_000:
        threading.Thread(target=spin, daemon=True).start()
        made += 1
except (RuntimeError, MemoryError):
    pass
print(made)
os._exit(0)
"""
    run = await attack(jail, source)
    assert run.status == "exited"
    assert 4 < int(run.stdout) < 100


async def test_threads_that_never_end_run_out_of_time(runner: Runner) -> None:
    source = "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin).start()\n"
    run = await attack(runner, source, limits=Limits(wall_seconds=0.5))
    assert run.status == "timeout"


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.setitimer(0, 0)\nwhile True: pass",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass",
        "import time; time.sleep(1000)",
        "10 ** 10 ** 10",
        "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "sum(itertools.repeat(0)) if (itertools := __import__('itertools')) else 0",
        "import atexit\n@atexit.register\ndef more():\n    while True: pass",
        "class Lazy:\n    def __del__(self):\n        while True: pass\nLazy()",
    ],
    ids=["loop", "catches all", "no alarm", "masked", "sleep", "power", "regex", "in C", "atexit", "finaliser"],
)
async def test_time_ends(runner: Runner, source: str) -> None:
    run = await attack(runner, source, limits=Limits(wall_seconds=0.4))
    assert run.status in {"timeout", "memory"}
    assert run.status == "timeout" or "**" in source


async def test_cpu_time_ends_before_wall_time(runner: Runner) -> None:
    """Native code without the interpreter's lock on several threads uses more CPU than wall time."""
    source = """
import hashlib, threading
def burn():
    while True: hashlib.pbkdf2_hmac("sha256", b"x", b"y", 10_000_000)
for _ in range(4): threading.Thread(target=burn).start()
"""
    run = await attack(runner, source, limits=Limits(wall_seconds=5.0, cpu_seconds=1))
    assert run.status == "timeout"
    assert run.cpu_seconds < 4.0


@pytest.mark.parametrize(
    "source",
    [
        "hog = []\nwhile True: hog.append(bytearray(1 << 20))",
        "hog = []\nwhile True: hog.append(object())",
        "hog = 'x'\nwhile True: hog += hog",
        "hog = bytearray(1 << 40)",
        "hog = 'a' * 10 ** 9",
        "hog = [0] * 10 ** 9",
        "import array; hog = array.array('q', bytes(1 << 31))",
        "def deep(n):\n    return [deep(n + 1) for _ in range(2)]\nhog = list(range(10 ** 9))",
    ],
)
async def test_memory_ends(runner: Runner, source: str) -> None:
    run = await attack(runner, source, limits=Limits())
    assert run.status == "memory"
    assert run.peak_bytes < 56 * MEBIBYTE
    assert run.error is not None
    assert run.error.type == "MemoryError"


@pytest.mark.parametrize(
    "source",
    [
        """
import mmap
hog = []
while True:
    hog.append(mmap.mmap(-1, 1 << 20))
    hog[-1].write(b"x" * (1 << 20))
""",
        """
libc.malloc.restype = ctypes.c_void_p
while True:
    ctypes.memset(ctypes.c_void_p(libc.malloc(1 << 20) or os._exit(9)), 1, 1 << 20)
""",
        """
refused(lambda: os.memfd_create("x"))
refused(lambda: raw(29 if X86 else 194, 0, 1 << 20, 0o1600))  # shmget
refused(lambda: libc.shm_open(b"/x", 66, 0o600) == -1 and raw(-1))
""",
    ],
    ids=["mmap", "malloc", "shared memory"],
)
async def test_memory_past_pythons_allocator_ends_too(runner: Runner, source: str) -> None:
    run = await attack(runner, source)
    assert run.status in {"ok", "error", "memory", "exited", "killed"}
    assert run.peak_bytes < 56 * MEBIBYTE
    if "refused" in source:
        contained(run)


async def test_pipes_hold_little(jail: Runner) -> None:
    source = """
import fcntl
ends = []
try:
    while len(ends) < 10_000:
        ends.append(os.pipe())
        refused(lambda: fcntl.fcntl(ends[-1][1], 1031, 1 << 20))  # F_SETPIPE_SZ
except OSError:
    pass
assert len(ends) < 50, len(ends)
"""
    contained(await attack(jail, source))


async def test_stdin_cannot_be_grown(jail: Runner) -> None:
    source = "refused(lambda: os.write(0, b'x' * 1000))\nrefused(lambda: os.ftruncate(0, 1 << 30))\nprint(input())"
    run = await attack(jail, source, stdin="line\n")
    contained(run)
    assert run.stdout == "line\n"


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("ctypes.string_at(0)", signal.SIGSEGV),
        ("import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nlist(map(f, [0]))\nf(0)", None),
        ("import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(150_000): x = [x]\nrepr(x)", signal.SIGSEGV),
        ("class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().x", None),
    ],
    ids=["null", "recursion", "recursion in C", "getattr"],
)
async def test_crashes_are_a_status(runner: Runner, source: str, number: int | None) -> None:
    run = await attack(runner, source, limits=Limits(wall_seconds=60.0))
    assert run.status in {"killed", "memory", "error"}
    if number is not None:
        assert (run.status, run.signal) == ("killed", number)


async def test_recursion_is_an_error_with_its_line(runner: Runner) -> None:
    run = await attack(runner, "def f(n):\n    return f(n + 1)\nf(0)")
    assert run.error is not None
    assert run.error.type == "RecursionError"
    assert len(run.error.frames) == 20
    assert run.error.frames_omitted > 900


async def test_exit_is_a_status(runner: Runner) -> None:
    run = await attack(runner, "os._exit(5)")
    assert (run.status, run.exit_code) == ("exited", 5)


@pytest.mark.parametrize(
    "source",
    [
        "x = 'a' * 10**9",
        "x = (1,) * 10**9",
        "x = 1 << 10**10",
        "(" * 100_000,
        "[" * 5_000 + "]" * 5_000,
        "-" * 500_000 + "1",
        "x = " + "(" * 150 + "1" + ")" * 150,
        "x = " + "+".join("1" * 200_000),
        "\n".join(" " * n + "if 1:" for n in range(150)),
        "f'{" * 1_000,
        "x = '" + "\\N{DIGIT ONE}" * 50_000 + "'",
        "lambda: " * 50_000 + "1",
    ],
    ids=range(12),
)
async def test_what_bursts_the_compiler_is_contained(runner: Runner, source: str) -> None:
    run = await runner.run(Program(source))
    assert run.status in {"ok", "error", "memory", "killed", "timeout"}
    contained(await attack(runner, "print(1)"))


@pytest.mark.parametrize(
    "way", ["print('x' * 1000)", "os.write(1, b'x' * 65536)", "import sys; sys.stderr.write('x' * 999)"]
)
async def test_output_ends(runner: Runner, way: str) -> None:
    run = await attack(runner, f"while True: {way}")
    assert run.status == "output_limit"
    assert run.stdout_cut or run.stderr_cut
    assert max(len(run.stdout), len(run.stderr)) == 64 << 10
