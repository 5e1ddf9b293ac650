"""Attacks on files: reading, writing and finding what is outside of the program's own folder."""

# ruff: noqa: ASYNC240  # nothing else runs on this loop while a test looks at its files

import site
import sys
from pathlib import Path

import pytest

import agents
from agents.runner.pool import Runner
from agents.runner.program import Limits
from tests.agents.runner.attack import attack, contained, open_up

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOURCE_ROOT = Path(agents.__file__).parent.parent


async def test_nothing_outside_is_read(jail: Runner, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do-not-tell")
    open_up(secret)
    source = f"""
import glob, mmap, pathlib
for path in ("/etc/passwd", "/etc/hostname", "/etc/hosts", "/proc/version", "/sys/kernel/notes", "/dev/mem",
             "/dev/zero", "/dev/urandom", "/dev/shm/x", {str(secret)!r}, {str(SOURCE_ROOT / "pyproject.toml")!r},
             {str(SOURCE_ROOT / "fleet/settings.py")!r}, {sys.executable!r}, "/bin/sh", "../1/x", "..", "/"):
    refused(lambda: open(path, "rb").read(1))
    refused(lambda: os.open(path, os.O_RDONLY))
    refused(lambda: os.listdir(path))
for path in ("/", "/tmp", "..", "/root", "/home", "/var", "/work", {str(tmp_path)!r}):
    refused(lambda: os.listdir(path))
    refused(lambda: os.listdir(os.open(path, os.O_PATH)) )
assert not glob.glob("/*") and not glob.glob("/tmp/*")
"""
    contained(await attack(jail, source))


async def test_nothing_outside_is_changed(jail: Runner, tmp_path: Path) -> None:
    """Also not where the file's modes would let everybody: what counts is the layer beyond the user id."""
    prey = tmp_path / "prey.txt"
    prey.write_text("as it was")
    prey.chmod(0o666)
    open_up(tmp_path)
    tmp_path.chmod(0o777)
    before = prey.stat()
    library = Path(sys.modules["os"].__file__ or "")
    source = f"""
import shutil
prey, library = {str(prey)!r}, os.__file__
for path in (prey, library, "/etc/passwd", "/tmp/new", "../new", "/dev/shm/new", "/var/tmp/new",
             {str(tmp_path / "new")!r}):
    for mode in ("w", "a", "r+", "x"):
        refused(lambda: open(path, mode))
    refused(lambda: os.open(path, os.O_RDONLY | os.O_TRUNC))
    refused(lambda: os.open(path, os.O_WRONLY | os.O_TRUNC))
    refused(lambda: os.truncate(path, 0))
    refused(lambda: os.unlink(path))
    refused(lambda: os.rename(path, "mine"))
    refused(lambda: os.mkdir(path + ".d"))
    refused(lambda: os.symlink("/etc/passwd", path + ".ln"))
    refused(lambda: os.link(path, "mine"))
    refused(lambda: os.mkfifo(path + ".fifo"))
    refused(lambda: os.mknod(path + ".node"))
    refused(lambda: os.chmod(path, 0o777))
    refused(lambda: os.chown(path, 0, 0))
    refused(lambda: os.utime(path))
    refused(lambda: os.setxattr(path, "user.x", b"x"))
open("mine", "w").write("x")
for path in (prey, "/tmp/new", "../new", "../../new"):
    refused(lambda: os.rename("mine", path))
    refused(lambda: os.link("mine", path))
    refused(lambda: shutil.copyfile("mine", path))
refused(lambda: os.chmod(library, 0o777))
refused(lambda: os.fchmod(os.open(library, os.O_RDONLY), 0o777))
refused(lambda: os.fchmod(0, 0o777))
refused(lambda: os.chroot("."))
"""
    contained(await attack(jail, source))
    after = prey.stat()
    assert prey.read_text() == "as it was"
    assert (after.st_mode, after.st_uid, after.st_mtime_ns) == (before.st_mode, before.st_uid, before.st_mtime_ns)
    assert library.stat().st_size > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["prey.txt"]


async def test_links_lead_nowhere(jail: Runner, tmp_path: Path) -> None:
    prey = tmp_path / "prey.txt"
    prey.write_text("as it was")
    source = f"""
prey = {str(prey)!r}
for number, target in enumerate((prey, "/etc/passwd", "/proc/self/environ", "../../../../../../etc/passwd", "/")):
    os.symlink(target, f"link{{number}}")
    for mode in ("r", "w", "a", "r+"):
        refused(lambda: open(f"link{{number}}", mode).read())
    refused(lambda: os.listdir(f"link{{number}}"))
    refused(lambda: os.listdir(f"link{{number}}/etc"))
for path in (prey, "/etc/passwd", os.__file__):
    refused(lambda: os.link(path, "hard"))
    refused(lambda: raw(86, path.encode() + bytes(1), b"hard" + bytes(1)) if X86 else raw(-1))
os.mkdir("inner")
os.symlink("/etc", "inner/up")
refused(lambda: open("inner/up/passwd"))
os.chdir("inner")
refused(lambda: open("../../../etc/passwd"))
refused(lambda: os.listdir(".."+ "/.." * 20))
"""
    contained(await attack(jail, source))
    assert prey.read_text() == "as it was"


async def test_what_links_name_outlives_the_cleaning(jail: Runner, tmp_path: Path) -> None:
    prey = tmp_path / "folder"
    prey.mkdir()
    (prey / "file").write_text("as it was")
    source = f"os.symlink({str(prey)!r}, 'link')\nos.mkdir('d')\nos.symlink({str(prey)!r}, 'd/link')"
    contained(await attack(jail, source))
    assert (prey / "file").read_text() == "as it was"


async def test_the_folder_is_fresh_and_gone_afterwards(jail: Runner) -> None:
    run = await attack(jail, "print(os.getcwd())\nassert not os.listdir()\nopen('left', 'w').write('x')")
    contained(run)
    folder = Path(run.stdout.strip())
    again = await attack(jail, "print(os.getcwd(), os.listdir())")
    assert again.stdout.strip() != run.stdout.strip()
    assert again.stdout.endswith("[]\n")
    await jail.stop()
    assert not folder.exists()
    assert not folder.parent.exists()
    await jail.start()
    assert jail.unavailable is None


@pytest.mark.parametrize(
    "source",
    [
        "for n in range(1_000):\n    os.mkdir('d'); os.chdir('d')",
        "for n in range(300):\n    os.mkdir(f'd{n}', 0)\n    open(f'f{n}', 'w')",
        "os.mkdir('d')\nopen('d/f', 'w')\nos.mkdir('d/e', 0)\nos.mkdir('closed', 0)",
        "for n in range(100):\n    os.symlink('.', f'loop{n}')",
        "open(b'\\xff\\n\\x01' * 20, 'w')\nopen('-rf', 'w')\nopen('.lifted-0', 'w')",
    ],
    ids=["deep", "many", "closed", "loops", "odd names"],
)
async def test_any_tree_is_cleaned_away(jail: Runner, source: str) -> None:
    run = await attack(jail, "print(os.getcwd(), flush=True)\n" + source)
    assert run.status in {"ok", "error", "disk"}, run
    folder = Path(run.stdout.split("\n")[0])
    root = folder.parent
    await jail.stop()
    assert not root.exists()
    await jail.start()
    assert jail.unavailable is None


@pytest.mark.parametrize(
    "source",
    [
        "open('f', 'wb').write(bytes(1 << 21))",
        "for n in range(10_000): open(f'f{n}', 'wb').write(bytes(1 << 20))",
        "for n in range(1_000_000): os.mkdir(f'd{n}')",
    ],
    ids=["one file", "many files", "many folders"],
)
async def test_disks_end(jail: Runner, source: str) -> None:
    run = await attack(jail, source, limits=Limits())
    assert run.status in {"error", "disk", "killed"}
    if run.status == "error":
        assert run.error is not None
        assert run.error.type == "OSError"


async def test_only_the_standard_library_is_imported(jail: Runner) -> None:
    packages = [path for path in (*site.getsitepackages(), *sys.path) if path]
    source = f"""
import importlib, sys
def fails(name):
    try:
        importlib.import_module(name)
    except (ImportError, OSError):
        return
    raise SystemExit(f"NOT REFUSED: {{name}}")
for name in ("pydantic", "aiohttp", "faust", "pip", "agents", "agents.runner", "fleet", "schemas", "tables"):
    fails(name)
sys.path[:0] = {packages!r}
importlib.invalidate_caches()
for name in ("pydantic", "aiohttp", "faust", "fastavro", "agents.runner.pool", "fleet.settings"):
    fails(name)
import this_is_mine
import email.mime.text, json.tool, unicodedata, sqlite3, xml.etree.ElementTree, zoneinfo
"""
    contained(await attack(jail, source, files={"this_is_mine.py": "x = 1"}))


async def test_the_working_folder_comes_before_the_library(jail: Runner) -> None:
    """As for any Python program: a file of the student's may be named as a module that was not loaded yet."""
    run = await attack(jail, "import antigravity\nprint(antigravity.x)", files={"antigravity.py": "x = 1"})
    assert run.stdout == "1\n"
