"""Attacks on the network: real listeners beside the program, to which nothing may come."""

# ruff: noqa: ASYNC240  # nothing else runs on this loop while a fixture makes its files

import asyncio
import os
import platform
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agents.runner.pool import Runner
from tests.agents.runner.attack import attack, contained

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Listeners:
    """TCP, UDP, and Unix sockets in the file system and in the abstract space, and what came to them."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.tcp = self.udp = 0
        self.stream = ""
        self.datagram = self.abstract = ""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def listeners(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Listeners]:
    found, loop = Listeners(), asyncio.get_running_loop()
    folder = Path("/tmp") / tmp_path_factory.mktemp("sockets").name  # the name of a Unix socket is short
    folder.mkdir(mode=0o777, exist_ok=True)
    folder.chmod(0o777)

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.came.append("stream")
        writer.close()

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, *_: object) -> None:
            found.came.append("datagram")

    tcp = await asyncio.start_server(accept, "127.0.0.1", 0)
    found.tcp = tcp.sockets[0].getsockname()[1]
    found.stream, found.datagram = str(folder / "stream"), str(folder / "datagram")
    found.abstract = "fleet-runner-test-abstract"
    unix = await asyncio.start_unix_server(accept, found.stream)
    Path(found.stream).chmod(0o777)
    udp, _ = await loop.create_datagram_endpoint(Datagrams, ("127.0.0.1", 0))
    found.udp = udp.get_extra_info("sockname")[1]
    transports = [udp]
    for address in (found.datagram, "\0" + found.abstract):
        one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        one.bind(address)
        transports.append((await loop.create_datagram_endpoint(Datagrams, sock=one))[0])
    Path(found.datagram).chmod(0o777)
    yield found
    for server in (tcp, unix):
        server.close()
        await server.wait_closed()
    for transport in transports:
        transport.close()
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


async def test_no_socket_is_made(jail: Runner, listeners: Listeners) -> None:
    source = f"""
import asyncio, socket, urllib.request
TCP, UDP = ("127.0.0.1", {listeners.tcp}), ("127.0.0.1", {listeners.udp})
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET, socket.AF_ALG, 40):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        refused(lambda: socket.socket(family, kind, 0))
refused(lambda: socket.create_connection(TCP))
refused(lambda: socket.create_server(("127.0.0.1", 0)))
refused(lambda: urllib.request.urlopen("http://127.0.0.1:{listeners.tcp}/"))
refused(lambda: socket.getaddrinfo("localhost", 80))
async def connect(): await asyncio.open_connection(*TCP)
refused(lambda: asyncio.run(connect()))
async def listen(): await asyncio.start_unix_server(print, "mine")
refused(lambda: asyncio.run(listen()))
"""
    contained(await attack(jail, source))
    assert not listeners.came


async def test_the_pair_that_is_allowed_leads_nowhere(jail: Runner, listeners: Listeners) -> None:
    source = f"""
import socket
here, there = socket.socketpair()
here.send(b"x"); assert there.recv(1) == b"x"
for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK):
    refused(lambda: socket.socketpair(socket.AF_UNIX, kind))
refused(lambda: socket.socketpair(socket.AF_INET))
for address in ({listeners.stream!r}, {listeners.datagram!r}, "\\0{listeners.abstract}"):
    refused(lambda: here.connect(address))
    refused(lambda: here.bind("mine"))
    refused(lambda: here.listen())
    refused(lambda: here.sendto(b"x", address))
    refused(lambda: here.sendmsg([b"x"], [], 0, address))
refused(lambda: socket.send_fds(here, [b"x"], [0]))
refused(lambda: here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30))
"""
    contained(await attack(jail, source))
    assert not listeners.came


async def test_asyncio_works(jail: Runner) -> None:
    source = """
import asyncio
async def main():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_later(0.01, queue.put_nowait, "done")
    print(await queue.get(), await asyncio.to_thread(lambda: 1))
asyncio.run(main())
"""
    run = await attack(jail, source)
    assert run.stdout == "done 1\n"


async def test_raw_system_calls_are_refused(jail: Runner, listeners: Listeners) -> None:
    """Past Python, and in the ways in which other sandboxes were left."""
    source = f"""
import struct
address = struct.pack("=HH4s8x", 2, ((p := {listeners.tcp}) & 255) << 8 | p >> 8, bytes([127, 0, 0, 1]))
numbers = {{
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "sendmsg": (46, 211), "recvmsg": (47, 212), "sendmmsg": (307, 269), "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "unshare": (272, 97), "setns": (308, 268),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "keyctl": (250, 219), "add_key": (248, 217), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "openat2": (437, 437), "prctl": (157, 167),
    "seccomp": (317, 277), "landlock_create_ruleset": (444, 444), "landlock_restrict_self": (446, 446),
    "process_vm_readv": (310, 270), "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "clone3": (435, 435), "setuid": (105, 146), "setresuid": (117, 147),
    "setgid": (106, 144),
    "setgroups": (116, 159), "capset": (126, 91), "personality": (135, 92), "kexec_load": (246, 104),
    "reboot": (169, 142),
    "init_module": (175, 105), "iopl": (172, None), "ioperm": (173, None), "acct": (163, 89), "swapon": (167, 224),
    "settimeofday": (170, 170), "clock_settime": (227, 112), "sethostname": (170, 161), "syslog": (103, 116),
    "quotactl": (179, 60), "mbind": (237, 235), "move_pages": (279, 239), "msgget": (68, 186), "semget": (64, 190),
    "shmget": (29, 194), "mq_open": (240, 180), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    "timer_create": (222, 107), "modify_ldt": (154, None), "uselib": (134, None), "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119), "setpriority": (141, 140), "open": (2, None), "creat": (85, None),
    "truncate": (76, 45), "chmod": (90, None), "fchmodat": (268, 53), "mknod": (133, None), "statfs": (137, 43),
}}
for name, pair in numbers.items():
    number = pair[0 if X86 else 1]
    if number is not None:
        filtered(number, 0, 0, 0, 0, 0)
filtered(41 if X86 else 198, 2, 1, 0)
filtered(56 if X86 else 220, 17, 0, 0, 0, 0)                # clone with SIGCHLD: a process
filtered(56 if X86 else 220, 0x10000000 | 17, 0, 0, 0, 0)   # and a user namespace
filtered(302 if X86 else 261, {os.getpid()}, 7, 0, 0)  # the worker's limits
for name, pair in numbers.items():
    if X86:
        filtered(0x40000000 | pair[0], 0, 0, 0)                           # the x32 table
"""
    contained(await attack(jail, source))
    assert not listeners.came


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second way into the kernel")
async def test_the_32_bit_way_into_the_kernel_kills(jail: Runner) -> None:
    """`int 0x80` looks numbers up in another table, in which 41 is no socket."""
    source = """
import mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid); int 0x80; ret
place = ctypes.addressof(ctypes.c_char.from_buffer(code))
print(ctypes.CFUNCTYPE(ctypes.c_int)(place)())
"""
    run = await attack(jail, source)
    assert (run.status, run.stdout) == ("killed", "")
