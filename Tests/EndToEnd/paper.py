"""What the tests of paper share: reading slips, and printers that are not ours."""

import contextlib
import os
import pathlib
import random
import select
import socket
import subprocess
import textwrap
import threading
import time

from conftest import HANG_SECONDS


def wait_until(true, what):
    """Polls a condition that nothing announces."""
    deadline = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.02)


def jobs(hall):
    """Of tickets, by their numbers; the last of each."""
    return {job["number"]: job for job in hall.call("Print.List")["jobs"] if "number" in job}


def states(hall):
    return {number: job["state"] for number, job in jobs(hall).items()}


def device(hall, name="slip"):
    return {device["name"]: device for device in hall.call("Device.List")["devices"]}.get(name, {})


def slip_text(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def page_millimetres(path):
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    size = next(line for line in info.splitlines() if line.startswith("Page size"))
    width, height = float(size.split()[2]), float(size.split()[4])
    return width / 72 * 25.4, height / 72 * 25.4


def qr_text(picture):
    found = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True)
    return found.stdout.strip()


def free_port():
    """For a program that binds it later: below those that the kernel gives to whoever asks for any."""
    ports = list(range(20_000, 32_000))
    random.shuffle(ports)
    for port in ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# ---------------------------------------------------------------- ESC/POS


class Slip:
    """What came out between two cuts, as an interpreter of our own reads it."""

    def __init__(self):
        self.data = b""
        self.text = b""
        self.lines = []  # (bytes, wide, high, bold, alignment)
        self.qr = None
        self.rows = b""
        self.row_bytes = 0

    def words(self, encoding="gb18030"):
        return self.text.decode(encoding, errors="replace")

    @property
    def is_copy(self):
        return "补打" in self.words() or "COPY" in self.words()


class Interpreter:
    """Reads ESC/POS strictly: what it does not know is an error."""

    def __init__(self):
        self.slip = Slip()
        self.slips = []
        self.buffer = b""
        self.line = b""
        self.look = (1, 1, False, 0)
        self.questions = []  # what the printer has to answer, in order
        self.unknown = []

    def feed(self, data):
        self.buffer += data
        while self.buffer:
            used = self.step(self.buffer)
            if used == 0:
                return
            self.slip.data += self.buffer[:used]
            self.buffer = self.buffer[used:]
            if self.slips and self.slips[-1] is self.slip:
                self.slip = Slip()

    def step(self, b):
        """How many bytes were one command; 0 if more must come."""
        fixed = {b"\x1b@": 2, b"\x1c&": 2, b"\x1c.": 2, b"\x1ba": 3, b"\x1bE": 3, b"\x1bJ": 3, b"\x1d!": 3, b"\x1da": 3,
                 b"\x1dr": 3, b"\x10\x04": 3, b"\x1dV": 4}
        if b[0] in (0x10, 0x1B, 0x1C, 0x1D):
            if len(b) < 2:
                return 0
            head = b[:2]
            if head in fixed:
                return fixed[head] if len(b) >= fixed[head] and self.command(b[:fixed[head]]) else 0
            if head == b"\x1dv":
                if len(b) < 8:
                    return 0
                width, height = b[4] + 256 * b[5], b[6] + 256 * b[7]
                if len(b) < 8 + width * height:
                    return 0
                self.slip.row_bytes = width
                self.slip.rows += b[8:8 + width * height]
                return 8 + width * height
            if head == b"\x1d(":
                if len(b) < 5 or len(b) < 5 + b[3] + 256 * b[4]:
                    return 0
                length = b[3] + 256 * b[4]
                if b[5:8] == b"1P0":
                    self.slip.qr = b[8:5 + length].decode()
                return 5 + length
            self.unknown.append(b[:8])
            return 1
        if b[0] == 0:
            return 1
        if b[0] == 0x0A:
            self.slip.lines.append((self.line, *self.look))
            self.slip.text += self.line + b"\n"
            self.line = b""
            return 1
        # The second byte of a Chinese character may be any; the first is above 0x80.
        count = 2 if b[0] >= 0x81 else 1
        if len(b) < count:
            return 0
        self.line += b[:count]
        return count

    def command(self, b):
        wide, high, bold, alignment = self.look
        match b[:2]:
            case b"\x1d!": self.look = ((b[2] >> 4) + 1, (b[2] & 15) + 1, bold, alignment)
            case b"\x1bE": self.look = (wide, high, b[2] == 1, alignment)
            case b"\x1ba": self.look = (wide, high, bold, b[2])
            case b"\x1b@": self.look = (1, 1, False, 0)
            case b"\x1da" | b"\x1dr" | b"\x10\x04": self.questions.append(bytes(b))
            case b"\x1dV": self.slips.append(self.slip)
        return True


class RollPrinter:
    """An ESC/POS printer of the test's own, on a TCP port or behind a pseudo-terminal."""

    READY = bytes([0x10, 0, 0, 0])
    PAPER_OUT = bytes([0x18, 0, 0x0C, 0])
    COVER_OPEN = bytes([0x38, 0, 0, 0])

    def __init__(self, seconds_a_slip=0, confirms=True, automatic=True, port=None):
        self.interpreter = Interpreter()
        self.status = self.READY
        self.answers = None  # to 10 04; nothing where empty, by its status where None
        self.confirms = confirms
        self.automatic = automatic
        self.seconds_a_slip = seconds_a_slip
        self.reads = True
        self.hang_up_after = None  # bytes
        self.received = b""
        self.connection = None
        self.stopped = False
        # An answer of before a change must not come after what is told of the change.
        self.speaking = threading.Lock()
        self.wake, self.waker = os.pipe()
        self.listener = socket.create_server(("127.0.0.1", port or 0))
        # As small as a printer's.
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @property
    def slips(self):
        return self.interpreter.slips

    @property
    def real_time(self):
        if self.answers is not None:
            return self.answers
        return {self.PAPER_OUT: {1: 0x1A, 2: 0x32, 4: 0x72}, self.COVER_OPEN: {1: 0x1A, 2: 0x16, 4: 0x12}}.get(
            self.status, {1: 0x12, 2: 0x12, 4: 0x12})

    def say(self, data):
        # Which may be hung up at any moment by its own thread.
        if connection := self.connection:
            try:
                connection.sendall(data)
            except OSError:
                pass

    def become(self, status):
        """Changes, and tells so by itself."""
        with self.speaking:
            self.status = status
            self.say(status)

    def run(self):
        while not self.stopped:
            ready, _, _ = select.select([self.listener, self.wake], [], [])
            if self.wake in ready:
                return
            self.connection, _ = self.listener.accept()
            # Whatever was half received on a line that broke is gone.
            self.interpreter.buffer = self.interpreter.line = b""
            self.interpreter.slip = Slip()
            self.serve(self.connection)
            self.connection.close()
            self.connection = None

    def serve(self, connection):
        while not self.stopped:
            if not self.reads or self.status == self.PAPER_OUT:
                # Out of paper it takes nothing more.
                if select.select([self.wake], [], [], 0.02)[0]:
                    return
                continue
            ready, _, _ = select.select([connection, self.wake], [], [], 0.5)
            if self.wake in ready:
                return
            if connection not in ready:
                continue
            try:
                data = connection.recv(4096)
            except OSError:
                return
            if not data:
                return
            self.received += data
            if self.hang_up_after is not None and len(self.received) >= self.hang_up_after:
                self.hang_up_after = None
                return
            self.take(data)

    def take(self, data):
        before = len(self.slips)
        self.interpreter.feed(data)
        if self.seconds_a_slip and len(self.slips) > before:
            time.sleep(self.seconds_a_slip * (len(self.slips) - before))
        with self.speaking:
            for question in self.interpreter.questions:
                self.answer(question)
        self.interpreter.questions.clear()

    def answer(self, question):
        if question[:2] == b"\x1da" and self.automatic:
            self.say(self.status)
        elif question[:2] == b"\x1dr" and self.confirms:
            self.say(b"\x00")
        elif question[:2] == b"\x10\x04" and question[2] in self.real_time:
            self.say(bytes([self.real_time[question[2]]]))

    def stop(self):
        self.stopped = True
        os.write(self.waker, b"x")
        self.thread.join(HANG_SECONDS)
        self.listener.close()
        if self.connection:
            self.connection.close()


# ---------------------------------------------------------------- CUPS

# What an 80 mm roll printer says of itself.
ROLL = pathlib.Path(__file__).parent / "roll-printer.conf"


class PrintShop:
    """A cupsd, a system bus and an IPP Everywhere printer of the test's own."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.processes = []
        self.cups_port, self.printer_port = free_port(), free_port()
        self.socket = self.directory / "cups.sock"
        self.spool = self.directory / "spool"
        self.arrived = self.directory / "arrived"
        self.control = self.directory / "control"

    def spawn(self, *command, **environment):
        log = open(self.directory / "log", "ab")
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, **environment})
        self.processes.append(process)
        return process

    def start(self):
        for name in ["root", "spool", "cache", "state", "tmp", "log.d", "arrived", "printer", "control"]:
            (self.directory / name).mkdir()
            (self.directory / name).chmod(0o777)
        self.directory.chmod(0o755)
        self.start_bus()
        self.start_printer()
        self.start_cupsd()
        subprocess.run(
            ["lpadmin", "-h", f"127.0.0.1:{self.cups_port}", "-p", "tickets", "-E", "-v",
             f"ipp://localhost:{self.printer_port}/ipp/print", "-m", "everywhere"],
            check=True, timeout=HANG_SECONDS, capture_output=True)
        return self

    def start_bus(self):
        config = self.directory / "bus.conf"
        config.write_text(textwrap.dedent(f"""\
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>system</type><listen>unix:path={self.directory}/bus</listen>
            <policy context="default"><allow user="*"/><allow own="*"/>
            <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
            </busconfig>"""))
        self.spawn("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
        self.bus = f"unix:path={self.directory}/bus"
        wait_until((self.directory / "bus").exists, "the bus")

    def instruct(self, states="", status=0, hold=False):
        """What the printer's command does with each job: tells states, waits while held, keeps the file, exits."""
        (self.control / "began").unlink(missing_ok=True)
        (self.control / "states").write_text("".join(f"STATE: {state}\n" for state in states.split()))
        (self.control / "status").write_text(str(status))
        hold_file = self.control / "hold"
        hold_file.touch() if hold else hold_file.unlink(missing_ok=True)

    def start_printer(self):
        keep = self.directory / "keep"
        self.instruct()
        keep.write_text(textwrap.dedent(f"""\
            #!/bin/sh
            touch {self.control}/began
            cat {self.control}/states >&2
            while [ -e {self.control}/hold ]; do sleep 0.05; done
            cat {self.control}/states >&2
            status=$(cat {self.control}/status)
            [ $status = 0 ] && cp "$1" {self.arrived}/.new && mv {self.arrived}/.new {self.arrived}/$(date +%s%N)
            exit $status
            """))
        keep.chmod(0o755)
        self.printer = self.spawn(
            "ippeveprinter", "-r", "off", "-p", self.printer_port, "-n", "localhost", "-d",
            self.directory / "printer", "-k", "-a", ROLL, "-c", keep, "Tickets", DBUS_SYSTEM_BUS_ADDRESS=self.bus)
        wait_until(lambda: answers(self.printer_port), "the printer")

    def start_cupsd(self):
        files, config = self.directory / "cups-files.conf", self.directory / "cupsd.conf"
        place = self.directory
        files.write_text(textwrap.dedent(f"""\
            ServerRoot {place}/root
            RequestRoot {place}/spool
            TempDir {place}/tmp
            CacheDir {place}/cache
            StateDir {place}/state
            AccessLog {place}/log.d/access
            ErrorLog {place}/log.d/error
            PageLog {place}/log.d/page
            User lp
            Group lp
            SystemGroup root
            Sandboxing relaxed
            """))
        config.write_text(textwrap.dedent(f"""\
            Listen 127.0.0.1:{self.cups_port}
            Listen {self.socket}
            Browsing Off
            DirtyCleanInterval 0
            DefaultAuthType None
            ErrorPolicy retry-job
            <Location />
              Order allow,deny
              Allow all
            </Location>
            <Policy default>
              <Limit All>
                Order deny,allow
              </Limit>
            </Policy>
            """))
        self.cupsd = self.spawn("/usr/sbin/cupsd", "-f", "-c", config, "-s", files, DBUS_SYSTEM_BUS_ADDRESS=self.bus)
        wait_until(lambda: answers(self.cups_port), "cupsd")

    def end(self, process):
        process.kill()
        process.wait()
        self.processes.remove(process)

    def documents(self):
        return sorted(path for path in self.arrived.glob("[0-9]*"))

    def has_begun(self):
        """Whether the printer is at a job since it was last instructed."""
        return (self.control / "began").exists()

    def print_directly(self):
        """A job that is not the hall's, for the printer to change its state by."""
        document = self.directory / "other.pdf"
        document.write_text("%PDF-1.4\n%%EOF\n")
        subprocess.run(
            ["ipptool", "-f", document, f"ipp://localhost:{self.printer_port}/ipp/print", "print-job.test"],
            check=True, capture_output=True, timeout=HANG_SECONDS)

    def stop(self):
        (self.control / "hold").unlink(missing_ok=True)
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


