"""Becomes a server: sets the process up as asked, then executes the command in its place.

Run as a script, with the standard library alone: ``python -I -S launch.py [options] -- command...``. It exists because
the same steps between fork and exec of a threaded parent (``preexec_fn``) can deadlock the child.
"""

import argparse
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522  # two 32-bit words for each of the three capability sets


def become(uid: int, gid: int) -> None:
    """Drop root for `uid`, `gid`, keeping only the right to pass folders that are closed to others.

    PostgreSQL refuses to run as root, yet its data and its binaries may lie below a home that only root may enter.
    Where the kernel does not give that right away, the user is changed all the same.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc is not None:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if libc is not None:
        header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
        kept = 1 << CAP_DAC_OVERRIDE
        sets = (ctypes.c_uint32 * 6)(
            kept, kept, kept, 0, 0, 0
        )  # effective, permitted, inheritable; then the high words
        if libc.capset(header, sets) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends; does nothing but on Linux.

    After `become`, since a change of user forgets the wish. A parent that was gone before the wish was made is seen
    by its id.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the process that wanted this server is gone")


def detach(report: int) -> None:
    """Go on in a child that nobody waits for, and write its process id to the file descriptor `report`."""
    if os.fork():
        os._exit(0)
    os.setsid()
    # Not before: whoever reads it may kill the group at once, which has to be there.
    os.write(report, str(os.getpid()).encode())
    os.close(report)


def main() -> None:
    """Read the options, set the process up, and execute the command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int)
    parser.add_argument("--detach", type=int, metavar="FD")
    parser.add_argument("--user", type=int, nargs=2, metavar=("UID", "GID"))
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.detach is not None:
        detach(options.detach)
    if options.user is not None:
        become(*options.user)
    if options.parent is not None:
        die_with(options.parent)
    os.execv(options.command[0], options.command)  # noqa: S606  # becoming the given program is the purpose


if __name__ == "__main__":
    main()
