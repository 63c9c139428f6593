"""The real daemon and its real client, driven from outside and independently of our own client code."""

import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

# One browser for all files: a second would not start beside the first.
pytest_plugins = ["browser"]

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("HALL_BINARIES", ROOT / ".build" / "debug"))
# A sanitizer has memory of its own, and more addresses than there are bytes.
IS_SANITIZED = "HALL_SANITIZER" in os.environ
HANG_SECONDS = int(os.environ.get("HALL_HANG_SECONDS", 60))


class Refused(Exception):
    """An error reply: `name` unqualified, and its parameters."""

    def __init__(self, name, parameters):
        super().__init__(f"{name} {parameters}")
        self.name = name.rsplit(".", 1)[-1]
        self.parameters = parameters


class Connection:
    """A control connection on a bare socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(HANG_SECONDS)
        self.socket.connect(str(path))
        self.received = b""

    def send(self, method, parameters=None, **flags):
        call = {"method": f"org.halld.{method}", "parameters": parameters or {}, **flags}
        self.socket.sendall(json.dumps(call).encode() + b"\0")

    def message(self):
        while b"\0" not in self.received:
            chunk = self.socket.recv(1 << 20)
            if not chunk:
                raise ConnectionError("the daemon hung up")
            self.received += chunk
        message, self.received = self.received.split(b"\0", 1)
        return json.loads(message)

    def reply(self):
        message = self.message()
        if "error" in message:
            raise Refused(message["error"], message.get("parameters", {}))
        return message.get("parameters", {})

    def call(self, method, **parameters):
        self.send(method, parameters)
        return self.reply()

    def close(self):
        self.socket.close()


class Hall:
    """A daemon in a directory of its own."""

    def __init__(self, directory, config=None, environment=None, web="none"):
        self.directory = pathlib.Path(directory)
        self.socket = self.directory / "control.sock"
        self.state = self.directory / "state"
        self.config = config
        self.web = web
        self.environment = environment or {}
        self.process = None
        self.log = self.directory / "log"

    def arguments(self):
        arguments = [
            str(BINARIES / "halld"), "--state", str(self.state), "--socket", str(self.socket), "--web", self.web]
        return arguments + (["--config", str(self.config)] if self.config else [])

    def start(self, wrapper=()):
        """Returns when it serves: its notification arrives on a socket as systemd's would."""
        notify = self.directory / "notify"
        notify.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(str(notify))
            ready.settimeout(1)
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [*wrapper, *self.arguments()], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    env={**os.environ, **self.environment, "NOTIFY_SOCKET": str(notify)})
            deadline = time.monotonic() + HANG_SECONDS
            while True:
                try:
                    if b"READY=1" in ready.recv(4096):
                        break
                except TimeoutError:
                    ended = self.process.poll() is not None or time.monotonic() > deadline
                    assert not ended, self.log.read_text(errors="replace")[-2000:]
        return self

    def shift_clock(self, **amount):
        """Goes forward from here, or from where the last shift went; asleep or not, all clocks agree. Before the start
        already, where the hall is to begin then."""
        self.shifted = getattr(self, "shifted", 0) + int(datetime.timedelta(**amount).total_seconds() * 1000)
        clock = self.directory / "clock"
        self.environment["HALL_CLOCK_FILE"] = str(clock)
        fresh = clock.with_suffix(".new")
        fresh.write_text(f"{self.shifted} {self.shifted}")
        fresh.rename(clock)

    def go_to(self, day, hour=9):
        """To that hour of a later day, and waits until its business day has opened."""
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(milliseconds=getattr(self, "shifted", 0))
        then = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC) + datetime.timedelta(hours=hour)
        self.shift_clock(seconds=(then - now).total_seconds())
        if self.process is None:
            return
        deadline = time.monotonic() + HANG_SECONDS
        while self.call("Hall.Status").get("day") != day:
            assert time.monotonic() < deadline, f"the hall never came to {day}"
            time.sleep(0.05)

    def connect(self):
        return Connection(self.socket)

    def call(self, method, **parameters):
        connection = self.connect()
        try:
            return connection.call(method, **parameters)
        finally:
            connection.close()

    def alarms(self):
        return [alarm["name"] for alarm in self.call("Hall.Status")["alarms"]]

    def hallctl(self, *arguments, environment=None):
        return subprocess.run(
            [str(BINARIES / "hallctl"), *map(str, arguments)], capture_output=True, text=True, timeout=HANG_SECONDS,
            env={**os.environ, "LANG": "en", "HALL_SOCKET": str(self.socket), **(environment or {})})

    def take(self, service="A", **parameters):
        return self.call("Queue.Take", service=service, **parameters)["ticket"]["number"]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(HANG_SECONDS)
        return self.process.returncode if self.process else 0


@pytest.fixture
def directory():
    # Short: a Unix socket's path has 107 bytes at most.
    path = tempfile.mkdtemp(prefix="hall-", dir="/tmp")
    yield pathlib.Path(path)
    shutil.rmtree(path, ignore_errors=True)


def preload(directory, source):
    """For LD_PRELOAD, before what a sanitizer needs there: a library made of a C file beside the tests."""
    library = directory / f"{source}.so"
    subprocess.run(["clang", "-shared", "-fPIC", "-o", library, ROOT / "Tests/EndToEnd" / source], check=True)
    return " ".join([str(library), os.environ.get("LD_PRELOAD", "")]).strip()


@pytest.fixture
def new_hall(directory):
    halls = []

    def make(config=None, **options):
        place = directory / str(len(halls))
        place.mkdir()
        hall = Hall(place, config, **options)
        halls.append(hall)
        return hall

    yield make
    for hall in halls:
        if hall.process and hall.process.poll() is None:
            hall.kill()


@pytest.fixture(autouse=True)
def no_midnight():
    """A day that ends under a test is for those that move the clock."""
    now = time.localtime()
    second = now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec
    day = 24 * 3600
    if second > day - 120:
        time.sleep(day - second + 61)
    elif second < 61:
        time.sleep(61 - second)


@pytest.fixture
def hall(new_hall):
    return new_hall().start()


@pytest.fixture
def default_file():
    return subprocess.run([str(BINARIES / "halld"), "config"], capture_output=True, text=True, check=True).stdout
