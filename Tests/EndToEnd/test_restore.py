"""A damaged journal: found, moved aside, put together again; no number twice, and an alarm until somebody has looked."""

import json
import os
import pwd
import sqlite3
import subprocess

import pytest
from conftest import BINARIES, preload
from disks import needs_root
from paper import wait_until
from test_backups import alarm, backups, chain_holds


@pytest.fixture
def second_day(new_hall):
    """A hall on its second day, stopped: five numbers of A are in the copy's day, seven of today."""
    hall = new_hall()
    hall.go_to("2027-01-04")
    hall.start()
    for _ in range(5):
        hall.take("A", print=False)
    hall.go_to("2027-01-05")
    wait_until(lambda: "2027-01-05" in backups(hall), "the copy")
    hall.taken = [hall.take("A", print=False) for _ in range(7)]
    hall.call("Window.Call", window=1)
    hall.taken += [hall.take("B", print=False)]
    hall.stop()
    return hall


def again(hall):
    """The daemon is stopped, and starts where it was."""
    hall.start()
    wait_until(lambda: alarm(hall, "restored"), "the alarm")
    return hall


def change(hall, sql):
    database = sqlite3.connect(hall.state / "journal.sqlite")
    database.execute(sql)
    database.commit()
    database.close()


def numbers_go_on(hall):
    fresh = [hall.take("A", print=False), hall.take("B", print=False)]
    assert not set(fresh) & set(hall.taken), (fresh, hall.taken)
    assert fresh[0] > hall.taken[6] and fresh[1] > hall.taken[7]
    assert hall.call("Journal.Verify")["intact"]


def restored_event(hall):
    lines = hall.hallctl("journal", "export").stdout.splitlines()
    return next(json.loads(line)["body"] for line in lines if json.loads(line)["kind"] == "journalRestored")


def test_a_changed_event_of_today_ends_what_is_believed_and_no_number_comes_twice(second_day):
    fourth = second_day.taken[3]
    change(second_day, f"UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '{fourth}', 'A099') AS BLOB) WHERE "
           f"kind = 'ticketIssued' AND CAST(body AS TEXT) LIKE '%2027-01-05/{fourth}%'")
    hall = again(second_day)
    assert tickets(hall, "2027-01-05") == second_day.taken[:3], "what came before it stands"
    numbers_go_on(hall)
    told = restored_event(hall)
    assert told["backup"] == "2027-01-05" and told["eventsLost"] > 5
    report = alarm(hall, "restored")["detail"]
    assert "not given again" in open(report).read() and report.startswith(str(hall.state / "quarantine"))
    # Until somebody has looked.
    subprocess.run(["rm", "-r", hall.state / "quarantine"], check=True)
    wait_until(lambda: not alarm(hall, "restored"), "the end of the alarm")


def tickets(hall, day):
    return [ticket["number"] for ticket in hall.call("Queue.List")["tickets"] if ticket["day"] == day]


def damaged(content, damage):
    match damage:
        case "header":
            content[:100] = b"garbage " * 12 + b"1234"
        case "truncated":
            del content[len(content) // 3:]
        case "zeros":
            content[:] = b"\0" * len(content)
        case "page":
            # The last page with rows of today.
            content[-6 * 1024:-1024] = b"\xa5" * (5 * 1024)
        case "empty":
            content[:] = b""
        case "application":
            content[71] ^= 1
        case "no tables":
            # The schema's page has no cells.
            content[103:105] = b"\0\0"
        case "table name":
            place = content.rindex(b"business_day", 0, content.index(b"TABLE business_day ("))
            content[place] ^= 1
    return content


@pytest.mark.parametrize(
    "damage", ["header", "truncated", "zeros", "page", "empty", "missing", "application", "no tables", "table name"])
def test_a_file_that_is_no_database_any_more_is_replaced_by_its_copy(second_day, damage):
    path = second_day.state / "journal.sqlite"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(damaged(bytearray(path.read_bytes()), damage))
    hall = again(second_day)
    assert hall.call("Hall.Status")["day"] == "2027-01-05"
    assert restored_event(hall)["backup"] == "2027-01-05"
    assert tickets(hall, "2027-01-04") == [f"A00{n}" for n in range(1, 6)], "the copy has the day before"
    numbers_go_on(hall)
    hall.stop()
    assert chain_holds(path)
    assert list((hall.state / "quarantine").glob("*/report.txt"))
    assert damage == "missing" or list((hall.state / "quarantine").glob("*/journal.sqlite"))


def test_a_restoration_that_was_interrupted_before_it_was_whole_begins_anew(second_day):
    (second_day.state / "journal.sqlite").unlink()
    copy = (second_day.state / "backups/journal-2027-01-05.sqlite").read_bytes()
    (second_day.state / "journal.sqlite.restoring").write_bytes(copy)
    (second_day.state / "journal.sqlite.unfinished").write_bytes(copy[:5000])
    hall = again(second_day)
    assert restored_event(hall)["backup"] == "2027-01-05"
    numbers_go_on(hall)
    assert not list(hall.state.glob("journal.sqlite.*"))


def test_a_journal_whose_tables_were_in_the_log_that_is_gone_is_no_new_hall(second_day):
    path = second_day.state / "journal.sqlite"
    path.unlink()
    empty = sqlite3.connect(path)
    empty.execute("PRAGMA journal_mode = WAL")
    empty.close()
    assert path.stat().st_size > 0
    hall = again(second_day)
    assert restored_event(hall)["backup"] == "2027-01-05"
    numbers_go_on(hall)


def test_an_administrator_may_restore_what_seems_to_be_of_a_newer_halld(second_day):
    """It may be: the daemon does not decide that."""
    path = second_day.state / "journal.sqlite"
    content = bytearray(path.read_bytes())
    content[63] ^= 8
    path.write_bytes(content)
    refused = subprocess.run(second_day.arguments(), capture_output=True, text=True)
    assert refused.returncode == 1 and "newer halld" in refused.stderr
    done = restore(second_day, typed="yes\n")
    assert done.returncode == 0 and "newer halld" in done.stdout, done.stdout + done.stderr
    hall = again(second_day)
    assert tickets(hall, "2027-01-05") == second_day.taken
    numbers_go_on(hall)


def test_a_header_that_looks_older_than_its_tables_does_no_harm(second_day):
    path = second_day.state / "journal.sqlite"
    content = bytearray(path.read_bytes())
    content[63] ^= 2
    path.write_bytes(content)
    hall = second_day.start()
    assert "restored" not in hall.alarms()
    assert tickets(hall, "2027-01-05") == second_day.taken
    numbers_go_on(hall)


def test_a_table_of_days_that_points_nowhere_empties_no_hall(second_day):
    change(second_day, "UPDATE business_day SET firstSeq = firstSeq + 65536 WHERE day = '2027-01-05'")
    hall = again(second_day)
    assert tickets(hall, "2027-01-05") == second_day.taken, "every event is good"
    numbers_go_on(hall)


def test_a_ticket_whose_day_is_changed_hides_no_number_of_its_day(second_day):
    (second_day.state / "numbers.json").unlink()
    fourth = f"05/{second_day.taken[3]}"
    change(second_day, f"UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '2027-01-{fourth}', '2827-01-{fourth}') AS BLOB) "
           f"WHERE kind = 'ticketIssued' AND CAST(body AS TEXT) LIKE '%2027-01-{fourth}%'")
    numbers_go_on(again(second_day))


def test_what_people_wrote_outlives_a_restoration_wherever_in_an_event_it_stands(second_day):
    hall = second_day.start()
    booked = [
        hall.call("Appointment.Book", service="A", day="2027-01-06", time="10:00", name=name, contact="13800000000")
        for name in ["王秀英", "赵德胜"]
    ]
    first, second = (one["appointment"]["appointment"] for one in booked)
    hall.call("Window.Finish", window=1, matters=[{"outcome": "accepted", "contact": "13800001234"}])
    hall.call("Window.Rate", window=1, score=1, words="等了两个小时")
    [case] = hall.call("Case.List")["cases"]
    assert hall.call("Journal.Verify")["intact"]
    hall.taken += [hall.take("A", print=False)]
    hall.stop()
    # A bit of a field's name flips, and the name is no path any more.
    change(hall, "UPDATE personal SET field = 'booked,name' WHERE words = '赵德胜'")
    change(hall, "UPDATE event SET body = CAST('{' || CAST(body AS TEXT) AS BLOB) WHERE seq = (SELECT max(seq) FROM event)")
    again(hall)
    listed = {one["appointment"]: one.get("name") for one in hall.call("Appointment.List")["appointments"]}
    assert listed == {first: "王秀英", second: None}
    assert hall.call("Case.Show", case=case["case"])["case"]["contact"] == "13800001234"
    with sqlite3.connect(hall.state / "journal.sqlite") as journal:
        assert journal.execute("SELECT count(*) FROM personal WHERE words = '等了两个小时'").fetchone() == (1,)
    numbers_go_on(hall)


def test_a_spoiled_copy_is_passed_over_for_the_one_before(second_day):
    """The newest good one, and whatever the damaged journal has after it."""
    copies = second_day.state / "backups"
    newest = copies / "journal-2027-01-05.sqlite"
    content = bytearray(newest.read_bytes())
    content[content.index(b"2027-01-04/A003")] ^= 1
    newest.write_bytes(content)
    change(second_day, "UPDATE event SET at = at + 1 WHERE seq = 2")
    done = restore(second_day, typed="yes\n")
    assert done.returncode == 0, done.stdout + done.stderr
    hall = again(second_day)
    assert restored_event(hall)["backup"] == "2027-01-04"
    tickets = {(ticket["day"], ticket["number"]) for ticket in hall.call("Queue.List")["tickets"]}
    assert tickets == {("2027-01-04", f"A00{n}") for n in range(1, 6)} | {("2027-01-05", number) for number in hall.taken}
    numbers_go_on(hall)


def test_a_log_that_is_gone_is_noticed_and_numbers_skip(new_hall):
    hall = new_hall()
    hall.go_to("2027-01-05")
    hall.start()
    hall.stop()
    hall.start()
    hall.taken = [hall.take("A", print=False) for _ in range(7)] + [hall.take("B", print=False)]
    hall.kill()
    for name in ["journal.sqlite-wal", "journal.sqlite-shm"]:
        (hall.state / name).unlink()
    again(hall)
    numbers_go_on(hall)
    assert "log" in open(alarm(hall, "restored")["detail"]).read()


def test_a_log_that_is_gone_is_noticed_after_a_look_at_the_journal_too(second_day):
    hall = second_day.start()
    hall.taken += [hall.take("A", print=False)]
    hall.kill()
    for name in ["journal.sqlite-wal", "journal.sqlite-shm"]:
        (hall.state / name).unlink()
    looked = restore(hall)
    assert looked.returncode == 0 and "its end may be lost" in looked.stdout
    again(hall)
    fresh = hall.take("A", print=False)
    assert fresh not in hall.taken and fresh > hall.taken[-1]


def bad_sector(hall, directory, text):
    """The environment of a daemon whose disk does not read the journal where the text is."""
    path = hall.state / "journal.sqlite"
    place = path.read_bytes().index(text.encode())
    return {"LD_PRELOAD": preload(directory, "bad_sector.c"), "HALL_BAD_INODE": str(path.stat().st_ino), "HALL_BAD_OFFSET": str(place)}


def test_a_sector_that_no_disk_reads_any_more_is_as_good_as_damage(second_day, directory):
    second_day.environment |= bad_sector(second_day, directory, f"2027-01-05/{second_day.taken[3]}")
    hall = again(second_day)
    assert tickets(hall, "2027-01-04") == [f"A00{n}" for n in range(1, 6)]
    numbers_go_on(hall)


def test_after_a_kill_the_log_is_there_and_nothing_is_restored(second_day):
    second_day.start()
    second_day.kill()
    second_day.start()
    assert not (second_day.state / "quarantine").exists()
    assert [t["number"] for t in second_day.call("Queue.List")["tickets"] if t["day"] == "2027-01-05"] == second_day.taken


def test_a_restoration_that_a_crash_interrupted_is_finished(second_day):
    """The old journal lies in quarantine already, its log does not yet."""
    journal = second_day.state / "journal.sqlite"
    whole = journal.read_bytes()
    second_day.start()
    second_day.take("A", print=False)
    second_day.kill()
    journal.with_name("journal.sqlite.restoring").write_bytes(whole)
    journal.unlink()
    aside = second_day.state / "quarantine/20270105-100000-1"
    aside.mkdir(parents=True)
    (second_day.state / "restored.json").write_text(json.dumps(
        {"eventsKept": 9, "numbersUsed": ["2027-01-05/A050"], "quarantine": f"quarantine/{aside.name}"}))
    second_day.start()
    assert list((second_day.state / "quarantine").glob("*/journal.sqlite-wal")), "it is not read into the new one"
    assert [t["number"] for t in second_day.call("Queue.List")["tickets"] if t["day"] == "2027-01-05"] == second_day.taken
    assert second_day.take("A", print=False) == "A051", "what restored.json tells is put on record"
    assert not (second_day.state / "journal.sqlite.restoring").exists()


def test_without_any_copy_what_the_journal_has_before_the_damage_stands(second_day):
    subprocess.run(["rm", "-r", second_day.state / "backups"], check=True)
    fourth = second_day.taken[3]
    change(second_day, f"UPDATE event SET at = at + 1 WHERE kind = 'ticketIssued' AND CAST(body AS TEXT) LIKE '%2027-01-05/{fourth}%'")
    hall = again(second_day)
    assert tickets(hall, "2027-01-04") == [f"A00{n}" for n in range(1, 6)]
    assert tickets(hall, "2027-01-05") == second_day.taken[:3]
    assert "backup" not in restored_event(hall)
    numbers_go_on(hall)


def test_without_any_copy_the_hall_begins_anew_and_gives_no_number_twice(second_day):
    subprocess.run(["rm", "-r", second_day.state / "backups"], check=True)
    path = second_day.state / "journal.sqlite"
    path.write_bytes(b"garbage " * 5000)
    hall = again(second_day)
    numbers_go_on(hall)
    assert "backup" not in restored_event(hall)


def test_numbers_of_a_day_that_a_wrong_clock_has_not_come_to_are_not_given_twice(second_day):
    """The clock has no battery, and is set right once the hall is open."""
    for path in [*second_day.state.glob("journal.sqlite*"), *second_day.state.glob("backups/*")]:
        path.unlink()
    second_day.process = None
    second_day.go_to("2027-01-02")
    hall = again(second_day)
    assert hall.take("A", print=False) == "A001"
    for day in ["2027-01-03", "2027-01-05"]:
        hall.go_to(day)
        hall.kill()
        hall.start()
    numbers_go_on(hall)


@pytest.mark.parametrize("damage", ["after the erasure", "before the erasure", "a sector before the erasure"])
def test_words_that_were_erased_since_the_copy_stay_erased(second_day, directory, damage):
    hall = second_day.start()
    booked = [
        hall.call("Appointment.Book", service="A", day="2027-01-08", time="10:00", name=name)["appointment"]["appointment"]
        for name in ["王秀英", "赵德胜"]
    ]
    hall.go_to("2027-01-06")
    wait_until(lambda: "2027-01-06" in backups(hall), "a copy with the words")
    first = hall.take("A", print=False)
    assert hall.hallctl("journal", "erase", booked[0]).returncode == 0
    last = hall.take("A", print=False)
    hall.stop()
    if damage == "a sector before the erasure":
        hall.environment |= bad_sector(hall, directory, f"2027-01-06/{first}")
    else:
        broken = {"after the erasure": last, "before the erasure": first}[damage]
        change(hall, f"UPDATE event SET at = at + 1 WHERE kind = 'ticketIssued' AND CAST(body AS TEXT) LIKE '%2027-01-06/{broken}%'")
    again(hall)
    assert restored_event(hall)["backup"] == "2027-01-06"
    names = {one["appointment"]: one.get("name") for one in hall.call("Appointment.List")["appointments"]}
    assert names == {booked[0]: None, booked[1]: "赵德胜"}
    hall.stop()
    assert "王秀英".encode() not in (hall.state / "journal.sqlite").read_bytes()


@needs_root
def test_what_root_restores_is_the_daemons_own(second_day):
    """As the manual says, at a root prompt; the daemon has a user of its own."""
    owner = pwd.getpwnam("nobody")
    os.chmod(second_day.directory, 0o755)
    os.chmod(second_day.directory.parent, 0o755)
    for path in [second_day.state, *second_day.state.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    change(second_day, "UPDATE event SET at = at + 1 WHERE seq = 2")
    # Copies that are root's own would be passed over.
    copies = second_day.directory / "copies"
    copies.mkdir(mode=0o700)
    refused = restore(second_day, "--backups", copies, typed="yes\n")
    assert refused.returncode == 1 and f"{copies} cannot be read" in refused.stderr
    done = restore(second_day, typed="yes\n")
    assert done.returncode == 0 and "Restored" in done.stdout, done.stdout + done.stderr
    found = list(second_day.state.rglob("*"))
    assert any(path.name == "report.txt" for path in found)
    for path in found:
        status = path.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o007) == (owner.pw_uid, owner.pw_gid, 0), path


def test_a_restoration_that_lacks_room_gives_back_what_it_took(second_day):
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small tmpfs")
    small = second_day.directory / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", small], check=True)
    try:
        subprocess.run(["cp", "-a", second_day.state, small], check=True)
        second_day.state = small / "state"
        change(second_day, "UPDATE event SET at = at + 1 WHERE seq = 2")
        free = os.statvfs(small).f_bavail * 4096
        with open(small / "filler", "wb") as filler:
            filler.write(bytes(free - 40_000))
        failed = restore(second_day, typed="yes\n")
        assert failed.returncode != 0, failed.stdout
        assert not list(second_day.state.glob("journal.sqlite.*")) and not (second_day.state / "quarantine").exists()
        (small / "filler").unlink()
        assert restore(second_day, typed="yes\n").returncode == 0
        numbers_go_on(again(second_day))
        second_day.stop()
    finally:
        subprocess.run(["umount", "--lazy", small], check=True)


def restore(hall, *arguments, typed=""):
    return subprocess.run(
        [BINARIES / "halld", "restore", "--state", hall.state, *arguments], input=typed, capture_output=True, text=True)


def test_an_administrator_is_walked_through_it(second_day):
    whole = restore(second_day)
    assert whole.returncode == 0 and "nothing to restore" in whole.stdout
    change(second_day, "UPDATE event SET at = at + 1 WHERE seq = 2")
    asked = restore(second_day, typed="no\n")
    assert asked.returncode == 1 and "damaged: the journal's hash chain is broken at event 2" in asked.stdout
    assert "2027-01-05: " in asked.stdout and "Nothing was changed" in asked.stdout
    assert not (second_day.state / "quarantine").exists()
    done = restore(second_day, typed="yes\n")
    assert done.returncode == 0 and "Restored" in done.stdout, done.stdout + done.stderr
    assert chain_holds(second_day.state / "journal.sqlite")
    hall = again(second_day)
    # An old event was damaged: the copy has it whole, and today's are all there.
    assert [t["number"] for t in hall.call("Queue.List")["tickets"] if t["day"] == "2027-01-05"] == second_day.taken
    numbers_go_on(hall)
    refused = restore(hall)
    assert refused.returncode == 1 and "another halld" in refused.stderr


def test_copies_are_found_where_the_halls_file_keeps_them(second_day, directory, default_file):
    elsewhere = directory / "another-disk"
    (second_day.state / "backups").rename(elsewhere)
    (directory / "hall.toml").write_text(default_file.replace('# directory = "/mnt/usb/halld"', f'directory = "{elsewhere}"', 1))
    change(second_day, "UPDATE event SET at = at + 1 WHERE seq = 2")
    asked = restore(second_day, "--config", directory / "hall.toml", typed="no\n")
    assert f"{elsewhere}/journal-2027-01-05.sqlite" in asked.stdout


@pytest.mark.parametrize("bit", ["of its body", "of a column's type"])
def test_a_bit_that_flips_in_an_old_event_is_found_by_a_verification_told_and_restored(second_day, bit):
    path = second_day.state / "journal.sqlite"
    content = bytearray(path.read_bytes())
    place = content.index(b"2027-01-04/A003")
    if bit == "of its body":
        content[place] ^= 1
    else:
        # In the record's header: 33 is a text of ten characters, the day; 1 is a number.
        content[content.rindex(b"\x00\x21", 0, place) + 1] ^= 0x20
    path.write_bytes(content)
    hall = second_day.start()
    # What was before today is not read at a start.
    assert "damaged" not in hall.alarms()
    assert hall.hallctl("journal", "verify").returncode != 0
    assert "damaged" in hall.alarms()
    assert "halld restore" in hall.hallctl("status").stdout
    hall.stop()
    hall.start()
    assert "damaged" in hall.alarms(), "a start does not forget what it does not look at"
    hall.stop()
    assert restore(hall, typed="yes\n").returncode == 0
    again(hall)
    assert tickets(hall, "2027-01-05") == second_day.taken
    numbers_go_on(hall)
    assert hall.hallctl("journal", "verify").returncode == 0 and "damaged" not in hall.alarms()
