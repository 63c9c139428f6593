"""The benchmark table: the daemon beside a bare SQLite loop of the same durability, in the same run.

Ratios apply to the pair, which both run with 2 ms added to every fdatasync (slow_sync.c): a shared disk drifts
twentyfold within the hour. On the bare disk only CPU, bytes and memory are told.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import selectors
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
os.environ.setdefault("HALL_BINARIES", str(HERE.parents[1] / ".build" / "release"))
from conftest import Hall  # noqa: E402

TAKES = 1000
CLIENTS = 64
DISPLAYS = 200
CALLS = 30
EVENTS_OF_HISTORY = 1_000_000
EVENTS_OF_TEN_YEARS = 5_000_000
STARTS = 7

FLOOR = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.executescript('PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;'
                       'CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB)')
body = b'x' * 200
start = time.perf_counter()
for _ in range(int(sys.argv[2])):
    database.execute('INSERT INTO event (body) VALUES (?)', (body,))
print(int(sys.argv[2]) / (time.perf_counter() - start))
"""


def row(name, value, note=""):
    print(f"{name:<44} {value:>14}  {note}", flush=True)


def take_message(turn):
    parameters = {"service": "ABCDEFGH"[turn % 8], "print": False}
    return json.dumps({"method": "org.halld.Queue.Take", "parameters": parameters}).encode() + b"\0"


def takes_per_second(hall, clients, takes):
    """`clients` connections, each with one request under way, until `takes` are answered."""
    selector = selectors.DefaultSelector()
    received = {}
    for _ in range(clients):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(hall.socket))
        selector.register(connection, selectors.EVENT_READ)
        received[connection] = b""
    sent = answered = 0
    start = time.perf_counter()
    for connection in received:
        connection.sendall(take_message(sent))
        sent += 1
    while answered < takes:
        for key, _ in selector.select():
            connection = key.fileobj
            received[connection] += connection.recv(65536)
            if not received[connection].endswith(b"\0"):
                continue
            assert b'"ticket"' in received[connection], received[connection]
            received[connection] = b""
            answered += 1
            if sent < takes:
                connection.sendall(take_message(sent))
                sent += 1
    elapsed = time.perf_counter() - start
    for connection in received:
        connection.close()
    return takes / elapsed


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bytes_written(process):
    return int(re.search(r"^write_bytes: (\d+)", pathlib.Path(f"/proc/{process.pid}/io").read_text(), re.M)[1])


def memory(process):
    text = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return {name: int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1]) / 1024 for name in ["Rss", "Anonymous"]}


def drain(selector, received, is_enough, seconds=60):
    """Reads whatever comes until it is enough, or nobody says anything for so long."""
    while not is_enough():
        ready = selector.select(seconds)
        if not ready:
            return
        for key, _ in ready:
            received[key.fileobj] += key.fileobj.recv(1 << 16)


class Bench:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.count = 0
        self.slow = self.directory / "slow_sync.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", self.slow, HERE / "slow_sync.c", "-ldl"], check=True)

    def hall(self, slow=False, web="none"):
        self.count += 1
        place = self.directory / str(self.count)
        place.mkdir()
        return Hall(place, environment={"LD_PRELOAD": str(self.slow)} if slow else {}, web=web)

    def durable_takes(self):
        floor = float(subprocess.run(
            [sys.executable, "-c", FLOOR, tempfile.mktemp(dir=self.directory), str(TAKES)],
            env={**os.environ, "LD_PRELOAD": str(self.slow)}, check=True, capture_output=True, text=True).stdout)
        row("floor: SQLite commits a second, +2 ms a sync", f"{floor:.0f}")
        for clients, takes, aim in [(1, TAKES, "aim 0.8"), (CLIENTS, 8 * TAKES, "aim 8")]:
            hall = self.hall(slow=True).start()
            rate = takes_per_second(hall, clients, takes)
            hall.stop()
            row(f"durable takes a second, {clients} client(s)", f"{rate:.0f}", f"{rate / floor:.2f} of the floor; {aim}")

    def costs(self):
        hall = self.hall().start()
        takes_per_second(hall, 1, 200)
        subprocess.run(["sync"], check=True)
        idle = memory(hall.process)
        cpu, written = cpu_seconds(hall.process), bytes_written(hall.process)
        takes_per_second(hall, 1, TAKES)
        row("CPU a take, one client, bare disk", f"{(cpu_seconds(hall.process) - cpu) / TAKES * 1e6:.0f} µs")
        row("bytes written a ticket, no slip", f"{(bytes_written(hall.process) - written) / TAKES / 1000:.1f} kB")
        row("resident memory after 200 takes", f"{idle['Rss']:.1f} MB", f"of which anonymous {idle['Anonymous']:.1f} MB")
        late = memory(hall.process)
        row(f"resident memory after {200 + TAKES} takes", f"{late['Rss']:.1f} MB",
            f"of which anonymous {late['Anonymous']:.1f} MB")
        hall.stop()

    def paper(self):
        """What a slip costs: drawing it, the memory that takes, and from the press to CUPS."""
        hall = self.hall().start()
        connection = hall.connect()
        connection.call("Queue.Take", service="A", print=False)

        def preview():
            start = time.perf_counter()
            connection.send("Print.Preview", {"number": "A001", "format": "pdf"}, more=True)
            while "continues" in connection.message():
                pass
            return (time.perf_counter() - start) * 1000

        subprocess.run(["sync"], check=True)
        before = memory(hall.process)["Anonymous"]
        first = preview()
        later = sorted(preview() for _ in range(200))
        row("render a slip as PDF, with its reply", f"{later[100]:.1f} ms", f"the first {first:.0f} ms")
        cost = memory(hall.process)["Anonymous"] - before
        row("anonymous memory that rendering costs", f"{cost:.1f} MB", "after 201 slips; at most 10")
        connection.close()
        hall.stop()
        if os.geteuid() == 0 and shutil.which("ippeveprinter"):
            self.press_to_cups()

    def displays(self):
        """From the call's request to the picture with its number at each display, all of one picture and of many."""
        hall = self.hall(slow=True, web="127.0.0.1:0").start()
        address = hall.call("Hall.Status")["web"].removeprefix("http://").split(":")
        before = memory(hall.process)["Anonymous"]
        selector, received = selectors.DefaultSelector(), {}
        for index in range(DISPLAYS):
            # Half of them are boards, the other half windows' own displays.
            path = "/events/Hall.Board?as=device" + (f"&window={index % 6 + 1}" if index % 2 else "")
            connection = socket.create_connection((address[0], int(address[1])))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
            selector.register(connection, selectors.EVENT_READ)
            received[connection] = b""
        drain(selector, received, lambda: all(b'"windows"' in data for data in received.values()))
        control, commits, shown = hall.connect(), [], []
        for turn in range(CALLS):
            window = turn % 6 + 1
            number = hall.take("A" if window < 3 else {3: "B", 4: "D", 5: "F", 6: "C"}[window], print=False)
            drain(selector, received, lambda: False, seconds=0.2)
            watching = [connection for index, connection in enumerate(received) if index % 2 == 0 or index % 6 + 1 == window]
            for connection in received:
                received[connection] = b""
            start = time.perf_counter()
            control.send("Window.Call", {"window": window, "number": number, "finish": True})
            selector.register(control.socket, selectors.EVENT_READ)
            received[control.socket] = b""
            arrived = {}

            def all_arrived():
                for connection in [*watching, control.socket]:
                    if connection not in arrived and number.encode() in received[connection]:
                        arrived[connection] = (time.perf_counter() - start) * 1000
                return len(arrived) == len(watching) + 1

            drain(selector, received, all_arrived)
            selector.unregister(control.socket)
            del received[control.socket]
            commits.append(arrived.pop(control.socket))
            shown += arrived.values()
        anonymous = memory(hall.process)["Anonymous"]
        commits.sort()
        shown.sort()
        row(f"call to {DISPLAYS} displays, median", f"{shown[len(shown) // 2]:.1f} ms",
            f"its commit and answer {commits[len(commits) // 2]:.1f} ms")
        row(f"call to {DISPLAYS} displays, 99th percentile", f"{shown[len(shown) * 99 // 100]:.1f} ms",
            f"the slowest of all {shown[-1]:.1f} ms")
        row(f"anonymous memory with {DISPLAYS} streams", f"{anonymous:.1f} MB", f"{before:.1f} MB without")
        hall.stop()

    def keys(self):
        """From a key on a caller's bus to the number on the window's strip, beside a commit by the control socket."""
        from lines import CallerLine, StripLine, with_devices
        place = self.directory / "lines"
        (place / "devices").mkdir(parents=True)
        caller = (HERE.parents[1] / "devices" / "caller-ff68.toml").read_text()
        (place / "devices" / "caller-fast.toml").write_text(caller.replace("debounce_ms = 700", "debounce_ms = 0"))
        strips, callers = StripLine(place / "strips"), CallerLine(place / "callers")
        hall = self.hall(slow=True)
        default = subprocess.run([hall.arguments()[0], "config"], capture_output=True, text=True, check=True).stdout
        hall.config = with_devices(default, place / "hall.toml", *(
            f'name = "{name}"\nprofile = "{profile}"\ndevice = "{line.path}"\nwindows = [1, 2, 3, 4, 5, 6]\n'
            'gap_ms = 0\nbaud = 921600\n'
            for name, profile, line in [("strips", "strip-aa", strips), ("callers", "caller-fast", callers)]))
        hall.start()
        strips.until(lambda: len(strips.shown) == 6)
        control, shown, commits = hall.connect(), [], []
        for _ in range(CALLS):
            number = hall.take("B", print=False)
            start = time.monotonic()
            callers.press(3, 0x01, 0x0C)
            strips.shows(3, f"请{number}号")
            # When it came, not when this process had time to look.
            shown.append((strips.arrivals[-1][0] - start) * 1000)
            hall.take("A", print=False)
            start = time.monotonic()
            control.call("Window.Call", window=1, finish=True)
            commits.append((time.monotonic() - start) * 1000)
        shown.sort()
        commits.sort()
        row("key on the bus to frame on the strip, median", f"{shown[CALLS // 2]:.1f} ms",
            f"the slowest of {CALLS}: {shown[-1]:.1f} ms; a call's commit and answer {commits[CALLS // 2]:.1f} ms")
        hall.stop()

    def press_to_cups(self):
        from paper import PrintShop, device, wait_until
        self.directory.chmod(0o755)
        place = self.directory / "cups"
        place.mkdir()
        shop = PrintShop(place).start()
        default = subprocess.run(
            [self.hall().arguments()[0], "config"], capture_output=True, text=True, check=True).stdout
        hall = self.hall()
        hall.config = hall.directory / "hall.toml"
        hall.config.write_text(default + '\n[[printer]]\nprofile = "cups"\nqueue = "tickets"\n')
        hall.environment = {"CUPS_SERVER": str(shop.socket)}
        try:
            hall.start()
            wait_until(lambda: device(hall).get("state") == "ok", "the printer")
            delays = []
            for turn in range(1, 21):
                pressed = time.time()
                hall.take("A")
                document = shop.directory / "spool" / f"d{turn:05}-001"
                wait_until(lambda: jobs_ended(hall) == turn, "the slip")
                delays.append((document.stat().st_mtime - pressed) * 1000)
            delays.sort()
            row("press to document accepted by cupsd", f"{delays[10]:.0f} ms", f"the slowest of 20: {delays[-1]:.0f} ms")
        finally:
            hall.stop()
            shop.stop()

    def ready_seconds(self, hall, fresh):
        """The best of several starts; `fresh` sets the state up anew for each."""
        best = float("inf")
        for _ in range(STARTS):
            fresh()
            start = time.perf_counter()
            hall.start()
            best = min(best, time.perf_counter() - start)
            hall.stop()
        return best

    def starts(self):
        empty = self.hall()
        floor = self.ready_seconds(empty, lambda: shutil.rmtree(empty.state, ignore_errors=True))
        row("ready, empty journal", f"{floor * 1000:.0f} ms")
        history = self.history()
        full = self.hall()
        full.state.mkdir()

        def yesterday():
            for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"]:
                (full.state / name).unlink(missing_ok=True)
            shutil.copy(history, full.state / "journal.sqlite")

        morning = self.ready_seconds(full, yesterday)
        row("ready, a million events, first start today", f"{morning * 1000:.0f} ms", f"{morning / floor:.2f} of empty")
        again = self.ready_seconds(full, lambda: None)
        row("ready, a million events, again today", f"{again * 1000:.0f} ms", f"{again / floor:.2f} of empty; aim 1.3")

    def tallies(self):
        """What figures cost: of a day in ten years beside the same day alone, of a year beside a month."""
        alone = self.opened(self.history("one day", visits=340, events=1))
        day = self.best(alone, "Tally.Day", day=alone.yesterday)
        alone.stop()
        years = self.opened(self.history("ten years", visits=340, events=EVENTS_OF_TEN_YEARS))
        among = self.best(years, "Tally.Day", day=years.yesterday)
        row("tally of a day, alone", f"{day * 1000:.0f} ms", "340 visits")
        row("tally of a day, in ten years", f"{among * 1000:.0f} ms", f"{among / day:.2f} of alone; aim 1.3")
        last = datetime.date.fromisoformat(years.yesterday)
        spans = {name: (last - datetime.timedelta(days=days - 1)).isoformat() for name, days in [("month", 30), ("year", 365)]}
        costs = {name: self.best(years, "Tally.Range", tries=2, **{"from": first, "to": years.yesterday})
                 for name, first in spans.items()}
        row("tally of a month", f"{costs['month'] * 1000:.0f} ms")
        row("tally of a year", f"{costs['year'] * 1000:.0f} ms", f"{costs['year'] / costs['month']:.1f} of a month; aim 14")
        years.stop()

    def opened(self, journal):
        """A hall on this history, which ends the day before today."""
        hall = self.hall()
        hall.state.mkdir()
        shutil.move(journal, hall.state / "journal.sqlite")
        hall.start()
        days = sqlite3.connect(hall.state / "journal.sqlite").execute("SELECT day FROM business_day ORDER BY day").fetchall()
        hall.yesterday = days[-2][0]
        return hall

    def best(self, hall, method, tries=5, **parameters):
        best = float("inf")
        for _ in range(tries):
            start = time.perf_counter()
            hall.call(method, **parameters)
            best = min(best, time.perf_counter() - start)
        return best

    def history(self, name="a million events", visits=720, events=EVENTS_OF_HISTORY):
        """A day of visits by the real daemon, repeated under earlier dates until there are so many events."""
        hall = self.hall().start()
        connection = hall.connect()
        for turn in range(visits):
            connection.call("Queue.Take", service="ABCDEFGH"[turn % 8], print=False, requestId=f"take-{turn}")
            connection.call("Window.Call", window=1, finish=True, requestId=f"call-{turn}")
        connection.call("Window.Finish", window=1)
        hall.stop()
        source = sqlite3.connect(hall.state / "journal.sqlite")
        rows = source.execute("SELECT day, at, kind, body FROM event ORDER BY seq").fetchall()
        first = next(index for index, row in enumerate(rows) if row[2] == "dayOpened")
        path = self.directory / f"{name}.sqlite"
        shutil.copy(hall.state / "journal.sqlite", path)
        database = sqlite3.connect(path, isolation_level=None)
        database.executescript("PRAGMA synchronous=OFF; DELETE FROM event; DELETE FROM business_day; BEGIN")
        write_history(database, rows[:first], rows[first:], events)
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        count = database.execute("SELECT count(*) FROM event").fetchone()[0]
        database.close()
        row(f"journal of {name}", f"{path.stat().st_size / 1e6:.0f} MB", f"{count} events")
        return path


def jobs_ended(hall):
    return [job["state"] for job in hall.call("Print.List")["jobs"]].count("printed")


def write_history(database, prelude, day_rows, events):
    today = day_rows[0][0]
    days = max(1, events // len(day_rows))
    chain, sequence = bytes(32), 0

    def write(day, at, kind, body):
        nonlocal chain, sequence
        sequence += 1
        digest = hashlib.sha256(chain + sequence.to_bytes(8, "big"))
        for column in [day.encode(), at.to_bytes(8, "big", signed=True), kind.encode(), body]:
            digest.update(len(column).to_bytes(8, "big") + column)
        chain = digest.digest()
        database.execute(
            "INSERT INTO event (seq, day, at, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)",
            (sequence, day, at, kind, body, chain))

    for back in range(days, 0, -1):
        date = (datetime.date.fromisoformat(today) - datetime.timedelta(days=back)).isoformat()
        shift = -back * 86_400_000
        if back == days:
            for _, at, kind, body in prelude:
                write(date, at + shift, kind, body.replace(today.encode(), date.encode()))
        for index, (_, at, kind, body) in enumerate(day_rows):
            body = body.replace(today.encode(), date.encode())
            if index == 0:
                database.execute("INSERT INTO business_day (day, firstSeq) VALUES (?, ?)", (date, sequence + 1))
            write(date, at + shift, kind, body)


def main():
    with tempfile.TemporaryDirectory(prefix="hall-bench-", dir="/tmp") as directory:
        bench = Bench(directory)
        bench.durable_takes()
        bench.costs()
        bench.displays()
        bench.keys()
        bench.paper()
        bench.starts()
        bench.tallies()


if __name__ == "__main__":
    main()
