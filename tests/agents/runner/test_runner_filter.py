"""The system call filter, run by a small machine: also for the architecture that this one is not."""

import re
import struct
from pathlib import Path

import pytest

from agents.runner.jail.seccomp import assemble
from agents.runner.jail.syscalls import ALLOWED, CONDITIONAL, NUMBERS

X86, ARM = "x86_64", "aarch64"
AUDIT = {X86: 0xC000003E, ARM: 0xC00000B7}
ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
OWN = 4_321


def decide(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the filter answers, by the meaning of its instructions."""
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    arch = AUDIT[machine] if audit is None else audit
    data = struct.pack("<IIQ6Q", number, arch, 0, *(one & (1 << 64) - 1 for one in padded))
    program = [struct.unpack("=HBBI", one) for one in chunks(assemble(machine, OWN))]
    place = accumulator = 0
    while True:
        code, when_true, when_false, operand = program[place]
        place += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, operand)[0]
        elif code == 0x54:
            accumulator &= operand
        elif code == 0x15:
            place += when_true if accumulator == operand else when_false
        elif code == 0x35:
            place += when_true if accumulator >= operand else when_false
        elif code == 0x06:
            return operand
        else:
            raise AssertionError(f"unknown instruction {code:#x}")


def chunks(program: bytes) -> list[bytes]:
    return [program[at : at + 8] for at in range(0, len(program), 8)]


def number(machine: str, name: str) -> int:
    found = NUMBERS[name][0 if machine == X86 else 1]
    assert found is not None
    return found


machines = pytest.mark.parametrize("machine", [X86, ARM])


@machines
def test_exactly_the_list_is_allowed(machine: str) -> None:
    column = 0 if machine == X86 else 1
    listed = {NUMBERS[name][column] for name in ALLOWED}
    conditional = {NUMBERS[name][column] for name in CONDITIONAL}
    for one in range(600):
        if one in conditional:
            continue
        assert decide(machine, one) == (ALLOW if one in listed else EPERM), one


@machines
def test_another_table_of_calls_kills(machine: str) -> None:
    for audit in (0x40000003, AUDIT[ARM if machine == X86 else X86]):
        assert decide(machine, number(machine, "read"), audit=audit) == KILL
    assert decide(machine, 0x40000000) == EPERM
    assert decide(machine, 0xFFFFFFFF) == EPERM


THREAD, SIGCHLD, NEWUSER = 0x10000, 17, 0x10000000

CASES = [
    ("clone", (THREAD,), ALLOW),
    ("clone", (THREAD | 0xF00,), ALLOW),
    ("clone", (SIGCHLD,), EPERM),
    ("clone", (NEWUSER,), EPERM),
    ("clone", (THREAD << 32,), EPERM),
    ("clone3", (), ENOSYS),
    ("kill", (OWN,), ALLOW),
    ("kill", (OWN + 1,), EPERM),
    ("kill", (0,), EPERM),
    ("kill", (-1,), EPERM),
    ("kill", (-OWN,), EPERM),
    ("tgkill", (OWN, 5), ALLOW),
    ("tgkill", (1, OWN), EPERM),
    ("tkill", (1,), EPERM),
    ("socketpair", (1, 1), ALLOW),
    ("socketpair", (1, 1 | 0o2004000), ALLOW),
    ("socketpair", (1, 2), EPERM),
    ("socketpair", (1, 5), EPERM),
    ("socketpair", (2, 1), EPERM),
    ("sendto", (3, 0, 0, 0, 0), ALLOW),
    ("sendto", (3, 0, 0, 0, 1 << 40), EPERM),
    ("sendto", (3, 0, 0, 0, 8), EPERM),
    ("prlimit64", (0, 7), ALLOW),
    ("prlimit64", (1, 7), EPERM),
    ("openat", (0, 0, 0), ALLOW),
    ("openat", (0, 0, 0o1), ALLOW),
    ("openat", (0, 0, 0o1001), ALLOW),
    ("openat", (0, 0, 0o1002), ALLOW),
    ("openat", (0, 0, 0o1000), EPERM),
    ("openat", (0, 0, 0o1003), EPERM),
    ("ioctl", (1, 0x5401), ALLOW),
    ("ioctl", (1, 0x5412), EPERM),
    ("fcntl", (1, 3), ALLOW),
    ("fcntl", (1, 8), EPERM),
    ("fcntl", (1, 10), EPERM),
    ("fcntl", (1, 1031), EPERM),
    ("fcntl", (1, 1 << 32), ALLOW),  # an int: the kernel does not look at the upper half either
]


@machines
@pytest.mark.parametrize(("name", "arguments", "answer"), CASES)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], answer: int) -> None:
    assert decide(machine, number(machine, name), *arguments) == answer


def test_every_conditional_call_is_tried() -> None:
    assert {name for name, _, _ in CASES} == CONDITIONAL


@machines
def test_jumps_stay_inside_and_the_kernel_takes_its_length(machine: str) -> None:
    program = chunks(assemble(machine, OWN))
    assert len(program) <= 4096
    assert program[-1] == struct.pack("=HBBI", 0x06, 0, 0, EPERM)


HEADERS = {
    0: (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), r"#define __NR_(\w+) (\d+)"),
    1: (Path("/usr/include/asm-generic/unistd.h"), r"#define __NR(?:3264)?_(\w+) (\d+)"),
}


@pytest.mark.parametrize("column", HEADERS)
def test_numbers_are_the_kernels(column: int) -> None:
    path, pattern = HEADERS[column]
    if not path.exists():
        pytest.skip(f"the kernel's headers are not installed: {path}")
    told = {name: int(value) for name, value in re.findall(pattern, path.read_text())}
    renamed = {"newfstatat": "fstatat"} if column == 1 else {}
    for name, numbers in NUMBERS.items():
        assert told.get(renamed.get(name, name)) == numbers[column], name
