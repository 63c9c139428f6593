"""A booted Debian in a container, for the packages that `make deb` has made; `make test-install` brings both.

Needs root. The container shares the machine's network: port 8080 must be free.
"""

import collections
import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
BASE = BUILD / "debian-base"
MACHINE = BUILD / "debian-machine"
HANG_SECONDS = int(os.environ.get("HALL_HANG_SECONDS", 180))

Packages = collections.namedtuple("Packages", "hall screen")


def pytest_collection_modifyitems(items):
    if os.geteuid() != 0:
        for item in items:
            item.add_marker(pytest.mark.skip(reason="needs root to boot a container"))


def wait_until(true, what):
    deadline = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.2)


def read(terminal):
    """The next of what a terminal shows; nothing when its program has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


class Machine:
    """A booted container, entered through its first process's namespaces."""

    def __init__(self, root):
        self.root = root
        self.log = open(BUILD / "debian-machine.log", "wb")
        self.boot()

    def boot(self):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", self.root, "--register=no", "--keep-unit", "--resolv-conf=copy-host", "-b"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_until(lambda: self.leader() and self.run("systemctl is-system-running --wait", check=False) != "", "the boot")

    def leader(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return children[0] if children else None

    def inside(self, command, frontend="noninteractive"):
        return ["nsenter", "-t", self.leader(), "-a", "env", f"DEBIAN_FRONTEND={frontend}", "LANG=C.UTF-8", "sh", "-c", command]

    def run(self, command, check=True):
        done = subprocess.run(self.inside(command), capture_output=True, text=True, timeout=HANG_SECONDS * 3)
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout.strip()

    def run_at_a_terminal(self, command, question, answer):
        """Answers what a package asks of whoever sits there; with all that the terminal showed."""
        child, terminal = pty.fork()
        if child == 0:
            words = self.inside(command, frontend="teletype")
            os.execvp(words[0], words)
        shown, answered = b"", False
        while piece := read(terminal):
            shown += piece
            if question.encode() in shown and not answered:
                os.write(terminal, answer.encode() + b"\n")
                answered = True
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        assert answered and status == 0, shown.decode(errors="replace")
        return shown.decode()

    def install(self, package, options=""):
        self.run(f"apt-get install -y -qq --no-install-recommends {options} /srv/{package.name}")

    def upgrade(self, package):
        """Unattended, as the manual says: the hall's own files stay."""
        self.install(package, "-o Dpkg::Options::=--force-confold")

    def hall(self, *words):
        return json.loads(self.run("hallctl --json " + " ".join(words)))

    def is_active(self, unit="halld"):
        return self.run(f"systemctl is-active {unit}", check=False) == "active"

    def serves(self):
        """The unit answers and is up, which it is when all doors are open; with what it says of itself where it is not."""
        try:
            wait_until(
                lambda: self.run("hallctl status >/dev/null 2>&1 && echo up", check=False) == "up" and self.is_active(), "the unit")
        except AssertionError:
            raise AssertionError(self.run("systemctl status --no-pager -n 40 halld", check=False)) from None

    def main_pid(self, unit="halld"):
        return self.run(f"systemctl show -p MainPID --value {unit}")

    def event_loops(self):
        """The daemon's, as this side of the container numbers threads."""
        inside = self.main_pid()
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                if re.search(rf"^Name:\thalld\n(.*\n)*NSpid:\t\d+\t{inside}$", status.read_text(), re.M):
                    tasks = (status.parent / "task").iterdir()
                    return [int(one.name) for one in tasks if (one / "comm").read_text().startswith("NIO-SGLTN")]
        return []

    def post(self, operation, parameters, **headers):
        """With a device's Authorization or a clerk's Cookie."""
        answer = self.ask(f"/api/{operation}", parameters, headers)
        return answer.status, json.loads(answer.read())

    def sign_in(self, staff, pin):
        """The cookie of whoever works at a window."""
        answer = self.ask("/session", {"staff": staff, "pin": pin}, {})
        assert answer.status < 400, answer.read()
        return answer.headers["Set-Cookie"].split(";")[0]

    def ask(self, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", 8080, timeout=HANG_SECONDS)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
        return connection.getresponse()

    def page(self, path):
        """Its status and its text."""
        connection = http.client.HTTPConnection("127.0.0.1", 8080, timeout=HANG_SECONDS)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def boot_again(self):
        self.shut_down()
        self.boot()

    def shut_down(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Held:
    """One thread of a process stands still, and the others run."""

    PTRACE_ATTACH, ALL_KINDS = 16, 0x40000000

    def __init__(self, thread):
        self.thread = thread
        libc = ctypes.CDLL(None, use_errno=True)
        libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        assert libc.ptrace(self.PTRACE_ATTACH, thread, None, None) == 0, os.strerror(ctypes.get_errno())
        os.waitpid(thread, self.ALL_KINDS)

    def is_gone(self):
        """Its process with it; who holds a thread has to ask for its end."""
        thread, status = os.waitpid(self.thread, self.ALL_KINDS | os.WNOHANG)
        return thread != 0 and not os.WIFSTOPPED(status)


def newest(pattern):
    return max(BUILD.glob(pattern), key=lambda one: one.stat().st_mtime)


@pytest.fixture(scope="session")
def packages():
    """As made, and as the next version."""
    first = newest("halld_*.deb")
    version = first.name.split("_")[1]
    later, folder = f"{version}.99", BUILD / "later"
    subprocess.run([ROOT / "packaging/make-deb", BUILD / "package/release", later, folder], check=True)
    subprocess.run([ROOT / "packaging/make-kiosk-deb", later, folder], check=True)
    upgrades = Packages(next(folder.glob(f"halld_{later}_*.deb")), folder / f"halld-kiosk_{later}_all.deb")
    for package, file in zip(upgrades, ["hall.toml", "kiosk.conf"]):
        explain_more(package, folder / "parts", f"etc/halld/{file}")
    return Packages(first, newest("halld-kiosk_*.deb")), upgrades


def explain_more(package, parts, file):
    """As new versions do in the files that halls change: dpkg has to keep one of the two."""
    shutil.rmtree(parts, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--raw-extract", package, parts], check=True)
    with open(parts / file, "a") as changed:
        changed.write("# Explained better.\n")
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", parts, package], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def machine(packages):
    if not (BASE / "bin/sh").exists():
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,debconf,init-system-helpers,udev",
             "bookworm", BASE], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(MACHINE, ignore_errors=True)
    subprocess.run(["cp", "-a", BASE, MACHINE], check=True)
    for package in packages[0] + packages[1]:
        shutil.copy(package, MACHINE / "srv")
    (MACHINE / "etc/machine-id").unlink(missing_ok=True)
    machine = Machine(MACHINE)
    machine.run("apt-get update -qq")
    yield machine
    machine.shut_down()
    machine.log.close()
    shutil.rmtree(MACHINE, ignore_errors=True)
