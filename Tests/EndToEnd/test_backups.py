"""Copies of the journal: made by themselves, opened and checked, kept by rule."""

import hashlib
import json
import os
import re
import sqlite3
import subprocess

import pytest

from conftest import preload
from paper import wait_until


def backups(hall, directory=None):
    return sorted(path.name[len("journal-"):-len(".sqlite")] for path in (directory or hall.state / "backups").glob("journal-*.sqlite"))


def chain_holds(path):
    """Reckoned anew, as Sources/HallJournal/Chain.swift says."""
    chain = bytes(32)
    rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        "SELECT seq, day, at, kind, body, chain FROM event ORDER BY seq").fetchall()
    for seq, day, at, kind, body, stored in rows:
        columns = [day.encode(), at.to_bytes(8, "big", signed=True), kind.encode(), body]
        parts = b"".join(len(column).to_bytes(8, "big") + column for column in columns)
        chain = hashlib.sha256(chain + seq.to_bytes(8, "big") + parts).digest()
        if chain != stored:
            return False
    return bool(rows)


def test_each_day_has_its_copy_and_old_ones_go_by_rule(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("\ndays = 7\nweeks = 5\nmonths = 12", "\ndays = 2\nweeks = 2\nmonths = 2", 1))
    hall = new_hall(config)
    hall.go_to("2027-01-04")
    hall.start()
    days = ["2027-01-04", "2027-01-05", "2027-02-01", "2027-02-09", "2027-02-10", "2027-02-15", "2027-02-16"]
    for day in days:
        hall.go_to(day)
        hall.take("A")
        wait_until(lambda: day in backups(hall), f"the copy of {day}")
    # Two days; the first of the weeks of the 9th and the 15th; the first of January and February.
    expected = ["2027-01-04", "2027-02-01", "2027-02-09", "2027-02-15", "2027-02-16"]
    wait_until(lambda: backups(hall) == expected, "the rule")
    for day in expected:
        copy = hall.state / "backups" / f"journal-{day}.sqlite"
        assert chain_holds(copy) and copy.stat().st_mode & 0o007 == 0
    assert not list((hall.state / "backups").glob(".*")), "nothing half done is left"


def test_a_damaged_journal_is_not_copied_over_good_copies(new_hall):
    hall = new_hall()
    hall.go_to("2027-01-04")
    hall.start()
    hall.take("A", reason="before")
    wait_until(lambda: backups(hall) == ["2027-01-04"], "the first copy")
    hall.stop()
    database = sqlite3.connect(hall.state / "journal.sqlite")
    database.execute("UPDATE event SET at = at + 1 WHERE seq = 1")
    database.commit()
    database.close()
    hall.process = None
    hall.go_to("2027-01-05")
    hall.start()
    wait_until(lambda: alarm(hall, "backup"), "the alarm")
    assert "event 1" in alarm(hall, "backup")["detail"]
    assert backups(hall) == ["2027-01-04"] and chain_holds(hall.state / "backups" / "journal-2027-01-04.sqlite")
    assert "backed up" in hall.hallctl("status").stdout


def test_a_header_that_is_damaged_under_the_running_daemon_is_told(new_hall):
    hall = new_hall()
    hall.go_to("2027-01-04")
    hall.start()
    wait_until(lambda: backups(hall) == ["2027-01-04"], "the first copy")
    database = sqlite3.connect(hall.state / "journal.sqlite")
    database.execute("PRAGMA application_id = 1")
    database.close()
    hall.go_to("2027-01-05")
    wait_until(lambda: alarm(hall, "damaged"), "the alarm")
    assert backups(hall) == ["2027-01-04"]


def test_a_copy_that_the_disk_spoils_is_none_and_the_next_start_makes_a_good_one(new_hall, directory):
    hall = new_hall()
    hall.go_to("2027-01-04")
    hall.start()
    number = hall.take("A", print=False)
    wait_until(lambda: backups(hall) == ["2027-01-04"], "the first copy")
    hall.stop()
    hall.environment |= {"LD_PRELOAD": preload(directory, "rotten_copies.c"), "HALL_ROTS": f"2027-01-04/{number}"}
    hall.process = None
    hall.go_to("2027-01-05")
    hall.start()
    wait_until(lambda: alarm(hall, "backup"), "the alarm")
    assert backups(hall) == ["2027-01-04"] and chain_holds(hall.state / "backups/journal-2027-01-04.sqlite")
    assert "damaged" not in hall.alarms(), "the journal itself is whole"
    assert hall.call("Journal.Verify")["intact"]
    hall.stop()
    del hall.environment["HALL_ROTS"]
    hall.start()
    wait_until(lambda: backups(hall) == ["2027-01-04", "2027-01-05"], "a good copy")
    assert chain_holds(hall.state / "backups/journal-2027-01-05.sqlite") and alarm(hall, "backup") is None


def test_where_there_is_no_room_an_alarm_says_so(new_hall, default_file, directory):
    full = directory / "full"
    full.write_text("a file, where a directory should be")
    config = directory / "hall.toml"
    config.write_text(default_file.replace('# directory = "/mnt/usb/halld"', f'directory = "{full}/backups"', 1))
    hall = new_hall(config).start()
    wait_until(lambda: alarm(hall, "backup"), "the alarm")
    assert alarm(hall, "backup")["detail"] == f"{full}: Not a directory"
    assert hall.take("A"), "the hall goes on"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount")
def test_a_disk_that_the_unit_may_not_write_to_is_told_with_the_drop_in(new_hall, default_file, directory):
    """Under ProtectSystem=strict everything but the state directory is read-only."""
    other = directory / "other"
    other.mkdir()
    config = directory / "hall.toml"
    config.write_text(default_file.replace('# directory = "/mnt/usb/halld"', f'directory = "{other}/halld"', 1))
    hall = new_hall(config)
    hall.go_to("2027-01-04")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", other], check=True)
    try:
        hall.start()
        wait_until(lambda: alarm(hall, "backup"), "the alarm")
        assert alarm(hall, "backup")["detail"].startswith(f"{other}: Read-only file system; under systemd, install backup-disk.conf")
        subprocess.run(["mount", "-o", "remount,rw", other], check=True)
        # As after the drop-in.
        hall.stop()
        hall.start()
        wait_until(lambda: backups(hall, other / "halld") == ["2027-01-04"], "a copy")
        wait_until(lambda: alarm(hall, "backup") is None, "the end of the alarm")
        hall.stop()
    finally:
        subprocess.run(["umount", "--lazy", other], check=True)


def alarm(hall, name):
    return next((one for one in hall.call("Hall.Status")["alarms"] if one["name"] == name), None)


def kept_alarms(hall):
    file = hall.state / "alarms.json"
    return set(json.loads(file.read_text())) if file.exists() else set()


def test_an_alarm_tells_since_when_whatever_was_restarted_meanwhile(new_hall, default_file, directory):
    (directory / "full").write_text("")
    config = directory / "hall.toml"
    absent = '[[device]]\nname = "led"\nprofile = "strip-aa"\ndevice = "/dev/ttyUSB99"\nwindow = 1\n'
    config.write_text(
        default_file.replace('# directory = "/mnt/usb/halld"', f'directory = "{directory}/full/x"', 1) + absent)
    hall = new_hall(config)
    hall.go_to("2027-01-04")
    hall.start()
    wait_until(lambda: alarm(hall, "backup"), "the alarm")
    since = alarm(hall, "backup")["since"]
    hall.shift_clock(hours=2)
    wait_until(lambda: hall.call("Hall.Status")["now"][11:13] != since[11:13], "later")
    assert alarm(hall, "backup")["since"] == since
    wait_until(lambda: {"backup", "device led"} <= kept_alarms(hall), "both to be kept")
    first = {name: alarm(hall, name)["since"] for name in ["backup", "device"]}
    for stopped in [hall.kill, hall.stop]:
        stopped()
        hall.shift_clock(hours=2)
        hall.start()
        for name in first:
            wait_until(lambda: alarm(hall, name), f"the alarm {name} again")
            assert alarm(hall, name)["since"] == first[name], name
    # What has ended is forgotten.
    hall.kill()
    (directory / "full").unlink()
    hall.start()
    wait_until(lambda: backups(hall, directory / "full/x"), "a copy")
    assert alarm(hall, "backup") is None
    hall.shift_clock(minutes=11)
    wait_until(lambda: "backup" not in kept_alarms(hall), "it to be forgotten")


def test_the_head_of_the_journal_is_in_the_log_at_each_opening(new_hall, directory):
    """Who cuts the journal's end off and mends the rest is found out by it."""
    hall = new_hall()
    hall.go_to("2027-03-01")
    hall.start()
    hall.take("A", print=False)
    hall.go_to("2027-03-02")
    wait_until(lambda: len(heads(hall)) == 2, "a head for each day")
    assert hall.hallctl("journal", "export", "--out", directory / "events").returncode == 0
    chains = {event["seq"]: event["chain"] for event in map(json.loads, (directory / "events").read_text().splitlines())}
    for sequence, chain in heads(hall):
        assert chains[int(sequence)] == chain


def heads(hall):
    lines = [line for line in hall.log.read_text().splitlines() if "The head of the journal" in line]
    return [(re.search(r"sequence=(\d+)", line)[1], re.search(r"chain=(\w+)", line)[1]) for line in lines]
