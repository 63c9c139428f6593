"""A real day of the 'Anonymous Bank' log (Technion, Haifa; I. Guedj and A. Mandelbaum), as a hall.

`python real_day.py [2010-08-02]` plays it through a daemon of its own; `make play` does.
"""

import csv
import os
import pathlib
import sys
import tempfile
from collections import Counter

DATA = pathlib.Path(
    os.environ.get("HALL_DATA", pathlib.Path(__file__).resolve().parents[3] / "shared" / "data")
) / "bank-calls-08-01-to-08-15.csv"
MIDNIGHT = 24 * 3600
SPARE_WINDOW = 99
SERVICES = ["PS", "NE", "NW", "PE", "IN", "TT"]


def seconds(clock):
    hours, minutes, rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


class Row:
    """One caller who joined the queue: served, or gone at `queue_exit`."""

    def __init__(self, fields):
        self.service = fields["type"]
        self.is_priority = fields["priority"] == "2"
        self.server = fields["server"] if fields["outcome"] == "AGENT" else None
        self.arrival = seconds(fields["vru_exit"])
        self.queue_exit = self.arrival + int(fields["q_time"])
        self.service_exit = seconds(fields["ser_exit"])


def read(day):
    """The rows of a day that can be played; see the data's README for those that can't."""
    with open(DATA, newline="") as file:
        for fields in csv.DictReader(file):
            if fields["date"] != day or fields["outcome"] not in ("AGENT", "HANG"):
                continue
            row = Row(fields)
            if fields["outcome"] == "AGENT":
                if fields["server"] == "NO_SERVER" or row.service_exit < row.queue_exit:
                    continue
            elif int(fields["q_time"]) == 0:
                continue
            if row.queue_exit >= MIDNIGHT or row.arrival == 0:
                continue
            yield row


def servers(rows):
    """Each real server's window."""
    return {name: index for index, name in enumerate(sorted({r.server for r in rows if r.server}), start=1)}


def expected(rows):
    """Counts made from the log alone."""
    windows = servers(rows)
    counts = Counter()
    for row in rows:
        outcome = "served" if row.server else "noShow"
        window = windows.get(row.server, SPARE_WINDOW)
        priority = "priority" if row.is_priority else "normal"
        for split, key in [("service", row.service), ("window", str(window)), ("priority", priority)]:
            counts[split, key, outcome] += 1
    return counts


def steps(rows):
    """(second, what, row) in order. A server's overlapping services are taken one after the other."""
    windows = servers(rows)
    planned = []
    busy_until = Counter()
    chain = Counter()
    for row in rows:
        planned.append(((row.arrival, 0, 0, 0), "take", row))
    for row in sorted(rows, key=lambda row: row.queue_exit):
        window = windows.get(row.server, SPARE_WINDOW)
        start = max(row.queue_exit, busy_until[window]) if row.server else row.queue_exit
        end = max(row.service_exit, start) if row.server else start
        busy_until[window] = end
        for moment, what in [(start, "call"), (end, "finish" if row.server else "no-show")]:
            chain[window] += 1
            planned.append(((moment, 1, window, chain[window]), what, row))
    for (moment, *_), what, row in sorted(planned, key=lambda step: step[0]):
        yield moment, what, row


def hall_file(rows):
    names = {"PS": "P", "NE": "E", "NW": "N", "PE": "X", "IN": "I", "TT": "T"}
    lines = ['name = "Bank, one day in August"', "[calling]", 'policy = "fifo"', "recall_count_max = 0",
             "no_show_call_count_min = 1", "no_show_gap_seconds_min = 0", "start_inferred_after_seconds = 0",
             '[[priority_group]]', 'code = "priority"', 'name = "Priority customers"']
    for service in SERVICES:
        lines += ["[[category]]", f'prefix = "{names[service]}"', f'name = "{service}"']
    for service in SERVICES:
        lines += ["[[service]]", f'code = "{service}"', f'category = "{names[service]}"', f'name = "{service}"']
    everything = ", ".join(f'"{service}"' for service in SERVICES)
    for name, window in [*servers(rows).items(), ("SPARE", SPARE_WINDOW)]:
        lines += ["[[window]]", f"number = {window}", f"primary = [{everything}]", f'signed_in = "{name}"']
    return "\n".join(lines) + "\n"


def play(hall, rows, told=lambda moment: None):
    """Over the control socket, as fast as it answers."""
    windows = servers(rows)
    connection = hall.connect()
    for moment, what, row in steps(rows):
        window = windows.get(row.server, SPARE_WINDOW)
        if what == "take":
            ticket = connection.call(
                "Queue.Take", service=row.service, priority="priority" if row.is_priority else "normal")["ticket"]
            row.number = ticket["number"]
        elif what == "call":
            connection.call("Window.Call", window=window, number=row.number, reason="real day")
        elif what == "finish":
            connection.call("Window.Finish", window=window)
        else:
            connection.call("Window.NoShow", window=window)
        told(moment)


def main(day):
    from conftest import Hall
    rows = list(read(day))
    with tempfile.TemporaryDirectory(prefix="hall-") as directory:
        config = pathlib.Path(directory) / "hall.toml"
        config.write_text(hall_file(rows))
        hall = Hall(directory, config).start()
        last = -1

        def told(moment):
            nonlocal last
            if moment // 3600 != last:
                last = moment // 3600
                status = hall.call("Hall.Status")
                print(f"{last:02}:00  issued {status['issued']:5}  waiting {status['waiting']:3}")

        play(hall, rows, told)
        for split in ["service", "window", "priority"]:
            print(hall.hallctl("tally", "--by", split).stdout)
        slips = len(list((hall.state / "slips").glob("*.pdf")))
        print(f"{slips} slips, {hall.call('Journal.Verify')['events']} events")
        hall.stop()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["2010-08-02"]))
