"""The far side of the hall's lines: what strips, callers and keypads would see and send."""

import contextlib
import os
import select
import socket
import struct
import threading
import time
import tty
from collections import defaultdict

from conftest import HANG_SECONDS


class Line:
    """A serial line, by a stable name as /dev/serial/by-id has them: a pseudo-terminal, read by a thread."""

    def __init__(self, path):
        self.path = path
        self.news = threading.Condition()
        self.plug()

    def plug(self):
        """Under another node than before, as the kernel gives them."""
        self.received, self.rest, self.arrivals = b"", b"", []
        self.forget()
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path.symlink_to(os.ttyname(self.slave))
        self.pulled = os.eventfd(0)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def unplug(self):
        """Only when nobody reads any more: whoever reads from a closed descriptor takes from the next one of its
        number, which may be a control connection's."""
        self.path.unlink()
        os.eventfd_write(self.pulled, 1)
        self.reader.join(HANG_SECONDS)
        assert not self.reader.is_alive(), "the line is still being read"
        for descriptor in [self.slave, self.master, self.pulled]:
            os.close(descriptor)

    def read(self):
        while self.pulled not in select.select([self.master, self.pulled], [], [])[0]:
            chunk = os.read(self.master, 4096)
            with self.news:
                self.received += chunk
                self.rest += chunk
                self.arrivals.append((time.monotonic(), chunk))
                self.take()
                self.news.notify_all()

    def forget(self):
        """What a device without power does."""

    def take(self):
        """Takes what it understands from `rest`."""

    def write(self, data):
        os.write(self.master, data)

    def until(self, what, why=""):
        deadline = time.monotonic() + HANG_SECONDS
        with self.news:
            while not (found := what()):
                left = deadline - time.monotonic()
                assert left > 0, f"{why or 'nothing of the kind came'}: {self.received[-200:].hex(' ')}"
                self.news.wait(left)
            return found


class StripLine(Line):
    """Strips 'AA … BB 51 54' at their addresses: what each shows, and whether it could read every byte."""

    def forget(self):
        self.frames, self.shown = [], {}

    def take(self):
        while (end := self.rest.find(b"\xFF", 12)) >= 0:
            frame, self.rest = self.rest[:end + 1], self.rest[end + 1:]
            head, address, mark, checksum = frame[0], frame[1], frame[2:5], frame[5]
            assert head == 0xAA and mark == b"\xBB\x51\x54", f"no frame: {frame.hex(' ')}"
            assert sum(frame[6:-1]) & 0xFF == checksum, f"wrong checksum: {frame.hex(' ')}"
            self.frames.append((address, frame))
            self.shown[address] = (frame[6], frame[11:-1].decode("gbk"))

    def shows(self, address, text, effect=None):
        self.until(lambda: self.shown.get(address, (0, None))[1] == text
                   and effect in (None, self.shown[address][0]), f"{address} never showed {text!r}")


def ff68(address, *data):
    body = bytes([address, *data])
    return b"\xFF\x68" + bytes([len(body)]) * 2 + b"\x68" + body + bytes([sum(body) & 0xFF, 0x16])


class CallerLine(Line):
    """Callers on the FF 68 bus: their displays, beeps and acknowledgements."""

    #: The adapter hears what it sends itself.
    echoes = False

    def forget(self):
        self.frames, self.displays = [], {}

    def take(self):
        while len(self.rest) >= 5 and len(self.rest) >= 7 + self.rest[2]:
            length = self.rest[2]
            frame, self.rest = self.rest[:length + 7], self.rest[length + 7:]
            assert frame == ff68(*frame[5:-2]), f"no frame: {frame.hex(' ')}"
            address, data = frame[5], frame[6:-2]
            if self.echoes:
                self.write(frame)
            self.frames.append((address, data))
            if data[0] == 2:
                self.displays[address] = (data[1:4], data[4:7])

    def press(self, address, *data):
        self.write(ff68(address, *data))

    def heard(self, address, *data):
        self.until(lambda: (address, bytes(data)) in self.frames, f"{address} never heard {bytes(data).hex()}")

    def beeps(self, address):
        return self.frames.count((address, b"\x03"))


class Keypad:
    """An input device: a FIFO with the records that Linux would give."""

    CODES = {**{str(digit): code for digit, code in zip("7894561230", [71, 72, 73, 75, 76, 77, 79, 80, 81, 82])},
             "enter": 96, "plus": 78, "minus": 74, "dot": 83, "asterisk": 55, "slash": 98, "tab": 15, "numlock": 69,
             "equal": 13, "backspace": 14}

    def __init__(self, path):
        self.path = path
        os.mkfifo(path)
        self.descriptor = os.open(path, os.O_RDWR)

    def record(self, kind, code, value):
        return struct.pack("<qqHHi", 0, 0, kind, code, value)

    def press(self, *names):
        """One right after the other."""
        os.write(self.descriptor, b"".join(
            self.record(1, code, 1) + self.record(0, 0, 0) + self.record(1, code, 2) + self.record(1, code, 0)
            + self.record(0, 0, 0) for code in map(self.CODES.get, names)))


class DeafServer:
    """A TCP display that accepts and never reads."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]


class HangingUpServer:
    """A TCP display that accepts, takes a byte and hangs up, every time."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.count = 0
        threading.Thread(target=self.hang_up, daemon=True).start()

    def hang_up(self):
        while True:
            peer, _ = self.listener.accept()
            self.count += 1
            peer.recv(1)
            # Not orderly: what is written from now on breaks.
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()


def devices(hall):
    """By name; one that has not been tried yet has no state."""
    return defaultdict(lambda: {"state": None}, {one["name"]: one for one in hall.call("Device.List")["devices"]})


def until(what, why=""):
    deadline = time.monotonic() + HANG_SECONDS
    while not (found := what()):
        assert time.monotonic() < deadline, why
        time.sleep(0.02)
    return found


def writer_of(pipe):
    """Open for writing, which succeeds once somebody reads."""
    opened = []

    def open_it():
        with contextlib.suppress(OSError):
            opened.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return opened

    until(open_it, "nobody reads")
    return opened[0]


def with_devices(default_file, path, *tables):
    """The demo hall with these devices."""
    path.write_text(default_file + "".join("\n[[device]]\n" + table for table in tables))
    return path
