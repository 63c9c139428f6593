"""Disks that fail: a sync that is refused, a file system that goes read-only, a bit that flips."""

import os
import re
import shlex
import signal
import subprocess

import pytest

from conftest import HANG_SECONDS, Refused, preload
from browser import SHOTS, demo_pin, sign_in
from disks import Ledger, answers, disk, hall_on_disk, needs_root, rounds, seeded  # noqa: F401 - fixtures
from paper import free_port, wait_until
from web import Visitor, address_of


HIDDEN_BUTTONS = """() => [...document.querySelectorAll("#app button")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().bottom > document.getElementById("records").getBoundingClientRect().top)
  .map((one) => one.innerText)"""


@pytest.fixture
def watched_hall(new_hall, directory):
    """Each sync of its journal is written down, and one fails on demand."""
    hall = new_hall()
    hall.fails, hall.sync_log = directory / "fails", directory / "syncs"
    hall.environment = {
        "LD_PRELOAD": preload(directory, "sync_log.c"), "HALL_SYNC_FAILS": str(hall.fails), "HALL_SYNC_LOG": str(hall.sync_log)}
    return hall.start()


def test_a_sync_that_fails_once_is_not_acknowledged_and_never_repeated(watched_hall):
    hall, ledger = watched_hall, Ledger()
    connection = hall.connect()
    for turn in range(5):
        assert ledger.take(connection, f"before-{turn}")
    wait_until(lambda: list(hall.state.glob("backups/journal-*.sqlite")), "the day's copy, which syncs as well")
    hall.sync_log.unlink()
    hall.fails.touch()
    assert ledger.take(connection, "doubtful") is None
    assert ledger.open["doubtful"] == "OutcomeUnknown"
    wait_until(lambda: re.search(r"synced \d+ journal.sqlite$", hall.sync_log.read_text(), re.M), "the journal to be open again")

    steps = [line.split() for line in hall.sync_log.read_text().splitlines()]
    failed = next(step for step in steps if step[0] == "failed")
    after = steps[steps.index(failed) + 1 :]
    of_it = [step[0] for step in after if step[1:] == failed[1:]]
    assert failed[2] == "journal.sqlite-wal" and of_it and of_it[0] == "closed", steps
    assert ["synced", "journal.sqlite"] in [[what, name] for what, _, name in after], "checkpointed by another descriptor"

    ledger.settle(hall)
    assert ledger.take(connection, "after")
    assert hall.alarms() == ["disk"], "a disk that failed once is worth a look"
    hall.kill()
    hall.start()
    ledger.settle(hall)


def test_a_start_after_a_kill_whose_first_sync_fails_misses_no_log(watched_hall):
    hall, ledger = watched_hall, Ledger()
    connection = hall.connect()
    for turn in range(3):
        assert ledger.take(connection, f"before-{turn}")
    hall.kill()
    hall.fails.touch()
    hall.start()
    wait_until(lambda: not hall.fails.exists() and answers(hall), "the hall to open at a second try")
    ledger.settle(hall)
    assert "restored" not in hall.alarms(), "nothing was lost"


def fallible(control):
    """What fiu-run sets, which forgets what a sanitizer needs to be loaded before a program."""
    told = subprocess.run(["fiu-run", "-x", "-f", control, "-n", "halld"], capture_output=True, text=True, check=True).stdout
    *settings, _ = shlex.split(told.replace("\\\n", ""))
    return ["env", *(f"{one} {os.environ.get('LD_PRELOAD', '')}" if one.startswith("LD_PRELOAD=") else one for one in settings)]


def test_syncs_that_fail_now_and_then_lose_nothing(new_hall, directory):
    hall, ledger, moments, unknown = new_hall(), Ledger(), seeded(), 0
    faults = "enable_random name=posix/io/sync/fdatasync,probability=0.1,failinfo=5"
    for turn in range(rounds(3, 100)):
        hall.start(wrapper=fallible(directory / "faults"))
        subprocess.run(["fiu-ctrl", "-f", str(directory / "faults"), "-c", faults, str(hall.process.pid)], check=True)
        connection = hall.connect()
        for visit in range(moments.randint(10, 30)):
            if not ledger.serve(connection, f"{turn}-{visit}"):
                unknown += 1
                ledger.check(hall)
                ledger.press_again(connection)
        hall.kill()
        hall.start()
        ledger.settle(hall)
        hall.kill()
    assert unknown > 0, "faults that come"


@needs_root
def test_a_file_system_gone_read_only_is_said_on_every_page_and_nothing_is_lost(hall_on_disk, disk, pages):
    hall, ledger = hall_on_disk, Ledger()
    hall.web = "127.0.0.1:0"
    hall.start()
    connection = hall.connect()
    taken = [ledger.take(connection, f"before-{turn}") for turn in range(5)][0]
    accepted = ledger.ask(connection, "accepted", "Queue.Take", service="minimum-living", print=False)["ticket"]["number"]
    visitor = Visitor(address_of(hall))
    assert visitor.get("/healthz").status == 200
    hall.call("Window.Call", window=3, number=accepted)
    [matter] = hall.call("Window.Finish", window=3, matters=[{"outcome": "accepted"}])["ticket"]["matters"]
    of_residents = [f"/t/{taken['day']}/A001/{taken['code']}", f"/c/{matter['case']}/{matter['caseCode']}"]
    open_pages = {
        path: pages(f"http://{visitor.host}{path}")
        for path in ["/", "/kiosk", "/board", "/display/1", "/window/1", "/rate/1", "/admin", *of_residents]}
    sign_in(open_pages["/window/1"], "1", demo_pin(hall, "1"))
    open_pages["/admin"].fill("#staff", "9")
    open_pages["/admin"].fill("#pin", demo_pin(hall, "9"))
    open_pages["/admin"].keyboard.press("Enter")
    open_pages["/admin"].wait_for_selector("#today")
    disk.fail()
    assert ledger.take(connection, "doubtful") is None
    # At the end of a year the demo hall's calendar ends before the case's limit, which is another alarm.
    assert [alarm for alarm in hall.alarms() if alarm != "calendar"] == ["storage"]

    for path, page in open_pages.items():
        if path == "/" or path.startswith("/c/"):
            page.reload()
        page.get_by_text("系统暂时只能查看").wait_for()
        page.screenshot(path=SHOTS / f"read-only-{path.split('/')[1] or 'start'}.png")
    for path in ["/kiosk", "/rate/1"]:
        assert open_pages[path].evaluate(HIDDEN_BUTTONS) == [], "the notice hides nothing that a hand looks for"
    assert [ticket["number"] for ticket in hall.call("Queue.List", state="waiting")["tickets"]] == [f"A00{n}" for n in range(1, 6)]
    assert hall.call("Tally.Day")["issued"] == 6, "the journal is read as before"
    assert hall.call("Journal.Verify")["intact"]
    assert visitor.get("/healthz").status == 503
    with pytest.raises(Refused, match="StorageUnavailable"):
        hall.call("Window.Call", window=1)

    hall.kill()
    disk.come_back()
    hall.start()
    ledger.settle(hall)


@needs_root
def test_a_start_on_a_disk_that_takes_nothing_is_told_at_every_door_and_opens_by_itself(hall_on_disk, disk, pages):
    hall, ledger = hall_on_disk, Ledger()
    hall.web = f"127.0.0.1:{free_port()}"
    hall.start()
    connection = hall.connect()
    for turn in range(3):
        ledger.take(connection, f"before-{turn}")
    disk.fail()
    hall.kill()
    hall.start()
    visitor = Visitor(f"http://{hall.web}")
    kiosk = pages(f"http://{hall.web}/kiosk")
    kiosk.get_by_text("现在不能取号和叫号，请直接找工作人员。").wait_for()
    kiosk.screenshot(path=SHOTS / "closed-kiosk.png")
    for words in ["系統暫時不能啟動", "The system cannot start just now", "Read-only file system"]:
        assert words in kiosk.inner_text("main")
    for path in ["/", "/window/1", "/board", "/t/2027-01-01/A001/x", "/enter/x", "/healthz", "/assets/hall.js"]:
        answer = visitor.get(path)
        assert (answer.status, answer.headers["Hall-Records"]) == (503, "nothing"), path
    refused = visitor.call("Queue.Take", service="A")
    assert (refused.status, refused.error) == (503, "StorageUnavailable")
    with pytest.raises(Refused, match="Read-only file system"):
        hall.call("Hall.Status")
    told = hall.hallctl("status")
    assert told.returncode != 0 and "Read-only file system" in told.stderr

    # A reload by signal does not end it, nor does an empty mount point make a new hall, even at another start.
    hall.process.send_signal(signal.SIGHUP)
    with disk.repaired():
        wait_until(lambda: "The journal is away" in hall.log.read_text(), "a try without the disk")
        hall.kill()
        hall.start()
        with pytest.raises(Refused, match="the journal that was here is away"):
            hall.call("Hall.Status")
    # The page comes to its own, and nobody had to start anything.
    kiosk.get_by_text("您要办理什么").wait_for(timeout=HANG_SECONDS * 1000)
    ledger.settle(hall)
    assert hall.take("A", print=False) == "A004" and hall.alarms() == []


@needs_root
def test_a_disk_that_is_mounted_again_is_written_to_again_without_a_restart(hall_on_disk, disk):
    hall, ledger = hall_on_disk.start(), Ledger()
    connection = hall.connect()
    for turn in range(5):
        assert ledger.take(connection, f"before-{turn}") and ledger.serve(connection, f"before-{turn}")
    disk.fail()
    assert ledger.take(connection, "doubtful") is None
    with disk.repaired():
        assert ledger.take(connection, "while-it-is-away") is None
        assert hall.alarms() == ["storage"]
    wait_until(lambda: hall.alarms() == ["disk"], "the hall to write again by itself")
    ledger.settle(hall)
    assert ledger.take(connection, "after")
    hall.kill()
    hall.start()
    ledger.settle(hall)
