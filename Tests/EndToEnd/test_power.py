"""Power that goes: by SIGKILL under load, on a real ext4, and in the middle of a write to the log."""

import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import disks
from conftest import HANG_SECONDS, Refused
from disks import Ledger, disk, hall_on_disk, needs_root, rounds, seeded  # noqa: F401 - fixtures

def cut(hall, disk):
    disk.cut_power()
    hall.kill()
    disk.come_back()


def restarted(hall):
    hall.start()
    assert "restored" not in [alarm["name"] for alarm in hall.call("Hall.Status")["alarms"]]
    return hall


@needs_root
def test_power_that_goes_right_after_an_answer_takes_nothing_back(hall_on_disk, disk):
    hall, ledger, moments = hall_on_disk, Ledger(), seeded()
    for turn in range(rounds(4, 100)):
        restarted(hall)
        ledger.settle(hall)
        connection = hall.connect()
        for visit in range(moments.randint(1, 4)):
            assert ledger.take(connection, f"{turn}-{visit}")
            assert ledger.serve(connection, f"{turn}-{visit}")
        cut(hall, disk)
    restarted(hall)
    ledger.settle(hall)


@needs_root
def test_power_that_goes_before_an_answer_leaves_one_ticket_or_none(hall_on_disk, disk):
    hall, ledger, moments = hall_on_disk, Ledger(), seeded()
    answered, turn = 0, 0
    # As often as it takes to meet the moment before an answer and the one after it.
    while turn < rounds(4, 100) or (not 0 < answered < turn * 4 and turn < 60):
        turn += 1
        restarted(hall)
        ledger.settle(hall)
        connections = [hall.connect() for _ in range(4)]
        began = time.monotonic()
        ledger.take(connections[0], f"{turn}-before")
        answer_seconds = time.monotonic() - began
        with ThreadPoolExecutor() as pool:
            # One window calls, and three people take numbers.
            clients = [
                pool.submit(ledger.take, connection, f"{turn}-{index}") for index, connection in enumerate(connections[:3])]
            clients.append(pool.submit(ledger.ask, connections[3], f"{turn}-3", "Window.Call", window=1, finish=True))
            # Between the request and its answer lie about as many moments before the sync as after it.
            threading.Event().wait(moments.uniform(0, 2 * answer_seconds))
            moment = disk.cut_power()
            hall.kill()
        for client in clients:
            client.result()
        ledger.doubt_since(moment)
        answered += sum(f"{turn}-{index}" in ledger.acknowledged for index in range(4))
        disk.come_back()
    restarted(hall)
    assert 0 < answered < turn * 4, "the power goes before some answers, and after others"
    print(f"{answered} of {turn * 4} were answered before the power went")
    ledger.settle(hall)


@needs_root
def test_power_that_goes_during_a_checkpoint_loses_nothing(hall_on_disk, disk):
    """The log moves into the database when it has 4,000 pages, and then the database file changes."""
    hall, ledger = hall_on_disk, Ledger()
    turn, cut_short, told = 0, 0, []
    # As often as it takes a slow watcher to meet one before it has ended.
    while turn < rounds(3, 100) or (not cut_short and turn < 30):
        turn += 1
        restarted(hall)
        ledger.settle(hall)
        database = hall.state / "journal.sqlite"
        # A process of its own: this one's threads would wait for each other.
        watcher = subprocess.Popen([sys.executable, disks.__file__, database, disk.path], stdout=subprocess.PIPE, text=True)
        assert watcher.stdout.readline() == "watching\n"
        with ThreadPoolExecutor() as pool:
            clients = [pool.submit(fill_the_log, hall.connect(), window, f"{turn}-{window}", told) for window in [2, 3]]
            clients.append(pool.submit(serve_now_and_then, hall.connect(), ledger, turn))
            try:
                assert watcher.wait(HANG_SECONDS) == 0, "the log never moved into the database"
            finally:
                hall.kill()
        for client in clients:
            client.result()
        moment, was_short = map(float, watcher.stdout.read().split())
        cut_short += was_short
        told = [one for one in told if one[0] < moment or not one[1].startswith(f"{turn}-")]
        ledger.doubt_since(moment)
        disk.come_back()
    restarted(hall)
    print(f"{cut_short:.0f} of {turn} checkpoints had not ended; {len(told)} pauses and openings were answered in time")
    assert cut_short and told
    exported = hall.hallctl("journal", "export").stdout
    assert {name for _, name in told} <= set(re.findall(r"(\d+-\d-\d+)满", exported)), "what was answered is there"
    counts = {method: len(ledger.tickets(method)) for method in ["Queue.Take", "Window.Call", "Window.Finish"]}
    assert all(counts.values()), counts
    ledger.settle(hall)


def fill_the_log(connection, window, name, told):
    """With events that cost no numbers, until the power goes; tells when which was answered."""
    for turn in range(8000):
        try:
            connection.call(["Window.Pause", "Window.Open"][turn % 2], window=window, reason=f"{name}-{turn}" + "满" * 60)
            told.append((time.monotonic(), f"{name}-{turn}"))
        except Refused as refusal:
            # It was paused already when the power went the last time.
            if refusal.name in ("OutcomeUnknown", "StorageUnavailable"):
                return
        except OSError:
            return


def serve_now_and_then(connection, ledger, turn):
    visit = 0
    while ledger.serve(connection, f"{turn}-{visit}"):
        visit += 1
        threading.Event().wait(0.1)


@pytest.mark.parametrize("tail", ["missing", "zeros", "noise"])
def test_a_torn_write_to_the_log_loses_only_what_was_not_acknowledged(new_hall, tail):
    hall, ledger, moments = new_hall().start(), Ledger(), seeded()
    torn, turn = 0, 0
    while torn < rounds(5, 100):
        turn += 1
        assert turn <= 20 * rounds(5, 100), "the log is emptied again and again"
        connection = hall.connect()
        assert ledger.serve(connection, f"{turn}-kept")
        log = hall.state / "journal.sqlite-wal"
        position = written_up_to(log)
        assert ledger.take(connection, f"{turn}-torn")
        # As if the power had gone within that last write: it is not acknowledged after all.
        ledger.doubt(f"{turn}-torn")
        hall.kill()
        end = written_up_to(log)
        if end <= position:
            # A start empties the log once, when what is too old to keep is erased.
            hall.start()
            ledger.settle(hall)
            continue
        torn += 1
        at = moments.randrange(position, end)
        with open(log, "r+b") as file:
            if tail == "missing":
                file.truncate(at)
            else:
                file.seek(at)
                file.write(bytes(end - at) if tail == "zeros" else moments.randbytes(end - at))
        hall.start()
        ledger.settle(hall)


def written_up_to(log):
    """Where the frames of this log end: those after it are from before its last reset."""
    content = log.read_bytes()
    if len(content) < 32:
        return 0
    salts, page = content[16:24], int.from_bytes(content[8:12], "big")
    at = 32
    while content[at + 8 : at + 16] == salts:
        at += 24 + page
    return at
