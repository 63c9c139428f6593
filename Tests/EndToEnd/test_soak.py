"""Thirty business days, one after another, at ten times the rate of a real day: what grows, grows by what it keeps."""

import os
import pathlib
import statistics
import time

from conftest import HANG_SECONDS
from disks import rounds, seeded
from web import resident_memory_kilobytes

# A day of the real log has 1,400 visits.
VISITS_A_DAY = rounds(60, 14_000)
DAYS = rounds(5, 30)


def open_files(hall):
    return len(os.listdir(f"/proc/{hall.process.pid}/fd"))


def threads(hall):
    return len(os.listdir(f"/proc/{hall.process.pid}/task"))


def business_day(hall, moments):
    """Visits in the order of a hall: people come, windows call, some do not answer, some are set aside."""
    connection = hall.connect()
    waiting, given = 0, 0
    while given < VISITS_A_DAY or waiting:
        hall.shift_clock(seconds=8 * 3600 / VISITS_A_DAY / 2)
        if given < VISITS_A_DAY and (waiting < 6 or moments.random() < 0.5):
            connection.call(
                "Queue.Take", service="ABCDEFGH"[given % 8], print=moments.random() < 0.02, requestId=f"{given}-{moments.random()}")
            given, waiting = given + 1, waiting + 1
            continue
        window = moments.randint(1, 6)
        called = connection.call("Window.Call", window=window, finish=True, inHand=hall.in_hand.get(window, ""))
        hall.in_hand[window] = called.get("ticket", {}).get("number", "")
        if hall.in_hand[window]:
            waiting -= 1
            if moments.random() < 0.1:
                hall.shift_clock(seconds=6)
                connection.call("Window.Recall", window=window)
        elif not any(hall.in_hand.values()):
            # Nobody's service of what waits is at this window.
            waiting = len([one for one in connection.call("Queue.List")["tickets"] if one["state"] == "waiting"])
    for window in range(1, 7):
        connection.call("Window.Call", window=window, finish=True, inHand=hall.in_hand.get(window, ""))
        hall.in_hand[window] = ""
    connection.close()


def verified(hall):
    """Millions of events take their time."""
    connection = hall.connect()
    connection.socket.settimeout(30 * HANG_SECONDS)
    return connection.call("Journal.Verify")


def test_weeks_of_days_leave_memory_files_and_log_as_after_the_second(new_hall):
    hall, moments = new_hall(web="127.0.0.1:0"), seeded()
    hall.in_hand = {}
    hall.go_to("2027-03-01", hour=8)
    hall.start()
    seen = []
    for day in range(1, DAYS + 1):
        business_day(hall, moments)
        tally = hall.call("Tally.Day")
        assert tally["issued"] == VISITS_A_DAY
        log = pathlib.Path(hall.state / "journal.sqlite-wal").stat().st_size
        seen.append((resident_memory_kilobytes(hall), open_files(hall), threads(hall), log))
        print(f"day {day}: {seen[-1][0]} kB anonymous, {seen[-1][1]} files, {seen[-1][2]} threads, log {log >> 10} kB, "
              f"{tally['served']} served")
        hall.go_to(f"2027-03-{day + 1:02}", hour=8)
    # From the second day on each comes and goes, and none grows.
    middle = DAYS // 2 + 1
    early, late = ([max(day[what] for day in days) for what in range(4)] for days in [seen[1:middle], seen[middle:]])
    assert late[0] <= early[0] * 1.15 + 4096, "memory"
    assert late[1] <= early[1] + 4, "open files"
    assert late[2] <= early[2] + 8, "threads"
    assert late[3] <= 6 << 20, "the log moves into the database again and again"
    if DAYS > 10:
        # What a day's opening reads at once, to copy and to check, leaves the allocator with half as much again from the
        # third day on.
        assert max(day[0] for day in seen[2:]) <= 2 * seen[1][0], "memory, against the second day"
        # What grows a little every day is within those bounds for a month, and not for a year.
        for what, name, growth_max in [(0, "kB of memory", 400), (1, "open files", 0.1), (2, "threads", 0.1)]:
            growth = statistics.linear_regression(range(DAYS - 2), [day[what] for day in seen[2:]]).slope
            print(f"{growth:+.2f} {name} a day from the third day on")
            assert growth <= growth_max, name
    began = time.monotonic()
    verification = verified(hall)
    print(f"{verification['events']} events verified in {time.monotonic() - began:.0f} s")
    assert verification["intact"], verification
