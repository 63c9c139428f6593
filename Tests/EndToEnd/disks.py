"""Real file systems that lose power or fail, and how long a campaign runs."""

import contextlib
import errno
import fcntl
import mmap
import os
import pathlib
import random
import subprocess
import sys
import time

import pytest

from conftest import HANG_SECONDS, Refused

EXT4_IOC_SHUTDOWN = 0x8004587D
SHUTDOWN_WITHOUT_LOG = (2).to_bytes(4, "little")

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount file systems")


def rounds(few, many):
    """How often a campaign repeats: `few` in `make test`, `many` in `make endurance`."""
    return many if os.environ.get("HALL_ENDURANCE") else few


def seeded():
    """Its own seed is printed, and HALL_SEED repeats it."""
    seed = int(os.environ.get("HALL_SEED", random.randrange(1 << 32)))
    print(f"HALL_SEED={seed}")
    return random.Random(seed)


def cut_power(path):
    """What has not been written to the disk by now never will be. Returns when that was, on the monotonic clock."""
    directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    moment = time.monotonic()
    try:
        fcntl.ioctl(directory, EXT4_IOC_SHUTDOWN, SHUTDOWN_WITHOUT_LOG)
    finally:
        os.close(directory)
    return moment


def answers(hall):
    """Of a hall whose start may be waiting for its disk: nothing while it does."""
    try:
        return hall.call("Hall.Status")
    except (Refused, OSError):
        return None


class Ext4:
    """A file as a disk, mounted by the kernel."""

    def __init__(self, directory, mebibytes=512):
        self.image = pathlib.Path(directory) / "disk"
        self.path = pathlib.Path(directory) / "mounted"
        with open(self.image, "wb") as image:
            image.truncate(mebibytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)
        self.path.mkdir()
        self.device = None
        self.mount()

    def mount(self):
        self.device = subprocess.run(
            ["losetup", "--find", "--show", self.image], check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(["mount", "-o", "errors=remount-ro", self.device, self.path], check=True)

    def cut_power(self):
        return cut_power(self.path)

    def umount(self):
        if self.device:
            subprocess.run(["umount", self.path], check=True)
            subprocess.run(["losetup", "--detach", self.device], check=True)
            self.device = None

    def come_back(self):
        self.umount()
        self.mount()

    @contextlib.contextmanager
    def repaired(self):
        """Away while it lasts, then mounted again: under a daemon that still has files of the broken one open, as a technician does."""
        subprocess.run(["umount", "--lazy", self.path], check=True)
        subprocess.run(["losetup", "--detach", self.device], check=True)
        assert not any(self.path.iterdir())
        yield
        subprocess.run(["fsck.ext4", "-y", self.image], stdout=subprocess.DEVNULL)
        self.mount()

    def fail(self):
        """The kernel finds the file system broken and lets nobody write any more."""
        name = pathlib.Path(self.device).name
        trigger = pathlib.Path(f"/sys/fs/ext4/{name}/trigger_fs_error")
        trigger.write_text("broken by a test")
        probe = self.path / "probe"
        try:
            probe.touch()
        except OSError as error:
            assert error.errno == errno.EROFS, error
        else:
            raise AssertionError("the file system is still writable")


@pytest.fixture
def disk(directory):
    disk = Ext4(directory)
    yield disk
    disk.umount()


@pytest.fixture
def hall_on_disk(new_hall, disk):
    hall = new_hall()
    hall.state = disk.path / "state"
    yield hall
    if hall.process and hall.process.poll() is None:
        hall.kill()


# What an answer promises of its ticket, whatever comes later.
PROMISED = {
    "Queue.Take": {"waiting", "called", "serving", "served", "cancelled"}, "Queue.Cancel": {"cancelled"},
    "Window.Call": {"called", "serving", "served"}, "Window.Finish": {"served"},
}

class Ledger:
    """What clients were told, to be compared with what the hall remembers. Nobody else takes tickets on that day, and what
    the day before has left is given."""

    def __init__(self, left=()):
        self.left = set(left)
        self.asked = {}
        self.acknowledged = {}
        self.answered_at = {}
        # Requests without an answer, with what came in its place.
        self.open = {}

    def ask(self, connection, request, method, **parameters):
        """Asks once. An answer is written down; without one (None) the request is still open."""
        self.asked[request] = (method, parameters)
        self.open[request] = None
        try:
            reply = connection.call(method, requestId=request, **parameters)
        except Refused as refusal:
            if refusal.name in ("OutcomeUnknown", "StorageUnavailable"):
                self.open[request] = refusal.name
                return None
            del self.open[request]
            if method == "Queue.Cancel" and self.was_called_meanwhile(refusal):
                return {}
            raise
        except OSError as error:
            self.open[request] = repr(error)
            return None
        self.answered_at[request] = time.monotonic()
        self.acknowledge(request, reply)
        return reply

    @staticmethod
    def was_called_meanwhile(refusal):
        """A window was faster than whoever wanted to go away."""
        return refusal.name == "TicketAtWindow" or refusal.name == "TicketEnded" and refusal.parameters["state"] != "cancelled"

    def acknowledge(self, request, reply):
        del self.open[request]
        if "ticket" in reply:
            self.acknowledged[request] = (reply["ticket"]["day"], reply["ticket"]["number"])

    def take(self, connection, request, **parameters):
        reply = self.ask(connection, request, "Queue.Take", service="A", print=False, **parameters)
        return reply and reply["ticket"]

    def serve(self, connection, request, window=1):
        """Somebody comes, the window calls whoever is next, and is done; false as soon as an answer is missing."""
        if self.take(connection, f"{request}-take") is None:
            return False
        called = self.ask(connection, f"{request}-call", "Window.Call", window=window, finish=True)
        if not called:
            # No answer, or nobody waits for this window.
            return called is not None
        return self.ask(connection, f"{request}-finish", "Window.Finish", window=window) is not None

    def tickets(self, method):
        return [ticket for request, ticket in self.acknowledged.items() if self.asked[request][0] == method]

    def doubt_since(self, cut):
        """The machine was off by then: no answer left it. (In the model it runs on, and a sync that is under way while
        ext4 is shut down may even succeed: jbd2 does not wait for a transaction that never began.)"""
        for request in [one for one, moment in self.answered_at.items() if moment >= cut and one in self.acknowledged]:
            self.doubt(request)

    def doubt(self, request):
        del self.acknowledged[request]
        self.open[request] = "answered too late"

    def press_again(self, connection):
        """Whoever has no answer repeats the request until there is one."""
        deadline = time.monotonic() + HANG_SECONDS
        for request in self.open_in_order:
            method, parameters = self.asked[request]
            while request in self.open:
                assert time.monotonic() < deadline, f"no answer to {method}: {self.open[request]}"
                self.ask(connection, request, method, **parameters)

    @property
    def open_in_order(self):
        return [request for request in self.asked if request in self.open]

    def check(self, hall):
        """Nothing that was acknowledged is lost or undone, and nothing was done twice; before anything is asked again."""
        states = self.states(hall)
        broken = {
            request: (ticket, states.get(ticket)) for request, ticket in self.acknowledged.items()
            if states.get(ticket) not in PROMISED[self.asked[request][0]]}
        assert broken == {}
        for method in PROMISED:
            tickets = self.tickets(method)
            assert len(tickets) == len(set(tickets)), f"{method}: one ticket for two requests"
        assert not (hall.state / "quarantine").exists(), "a journal that was put together again"

    def repeat(self, hall):
        """An open request is carried out once however often it comes: the second answer is the first."""
        for request in self.open_in_order:
            method, parameters = self.asked[request]
            first, second = (self.ask(hall, request, method, **parameters) for _ in range(2))
            assert first.get("ticket", {}).get("number") == second.get("ticket", {}).get("number")

    def settle(self, hall):
        """After the fault, and again after open requests were repeated: as many tickets as were asked for, and a whole journal."""
        self.check(hall)
        self.repeat(hall)
        for request in list(self.acknowledged)[-3:]:
            method, parameters = self.asked[request]
            again = hall.call(method, requestId=request, **parameters)["ticket"]
            assert (again["day"], again["number"]) == self.acknowledged[request]
        self.check(hall)
        assert set(self.states(hall)) - self.left == set(self.tickets("Queue.Take")), "tickets nobody asked for"
        verification = hall.call("Journal.Verify")
        assert verification["intact"], verification

    @staticmethod
    def states(hall):
        tickets = hall.call("Queue.List")["tickets"]
        states = {(ticket["day"], ticket["number"]): ticket["state"] for ticket in tickets}
        assert len(states) == len(tickets), "a number stands twice"
        return states


if __name__ == "__main__":
    watched, mounted = sys.argv[1:]
    with open(f"{watched}-shm", "rb") as file:
        index = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    before = os.stat(watched).st_mtime_ns
    print("watching", flush=True)
    while os.stat(watched).st_mtime_ns == before:
        pass
    moment = cut_power(mounted)
    # sqlite.org/walformat.html: nBackfillAttempted, which a checkpoint sets before it writes, and nBackfill, when it has synced.
    attempted, moved = (int.from_bytes(index[at : at + 4], sys.byteorder) for at in [128, 96])
    print(moment, int(moved < attempted))
