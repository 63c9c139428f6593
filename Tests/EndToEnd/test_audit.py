"""Who did what, and what people wrote of themselves, through the real daemon. 1 March 2027 is a Monday."""

import os
import random
import shutil
import sqlite3

import pytest
from conftest import Refused
from paper import wait_until


@pytest.fixture
def office(new_hall):
    hall = new_hall()
    hall.go_to("2027-03-01", hour=10)
    return hall.start()


def entries(hall, **filters):
    return hall.call("Journal.Audit", **filters)["entries"]


def test_every_intervention_is_told_with_its_person_and_reason(office):
    first, second, third = (office.take("A") for _ in range(3))
    office.call("Window.Call", window=1, number=second, reason="孕妇")
    office.call("Window.Undo", window=1, reason="叫错了")
    office.call("Queue.Cancel", number=third, reason="走了")
    office.call("Queue.Requeue", number=third, reason="又来了")
    office.call("Queue.Reprint", number=first, reason="弄丢了")
    office.call("Staff.SetPin", staff="2", pin="2580")
    office.call("Staff.Unlock", staff="2")
    office.call("Device.AddToken", name="board", kind="display")
    office.call("Window.Call", window=1)
    with pytest.raises(Refused, match="InvalidParameter"):
        office.call("Report.Show", month="9999-12")
    told = [(one["kind"], one.get("number"), one.get("reason"), one.get("about")) for one in entries(office, manual=True)]
    slip = [one for one in told if one[0] == "printRequested"]
    assert slip and slip[0][1:3] == (first, "弄丢了")
    assert [one for one in told if one[0] != "printRequested"] == [
        ("ticketCalled", second, "孕妇", None), ("callUndone", second, "叫错了", None),
        ("ticketCancelled", third, "走了", None), ("ticketRequeued", third, "又来了", None),
        ("accessChanged", None, None, "pinSet 2"), ("accessChanged", None, None, "unlocked 2"),
        ("accessChanged", None, None, "tokenAdded board"),
    ]
    assert {one["uid"] for one in entries(office, manual=True)} == {os.getuid()}
    assert {one["number"] for one in entries(office, number=first)} == {first}
    assert [one["kind"] for one in entries(office, kind="ticketCancelled")] == ["ticketCancelled"]
    assert all(one["window"] == 1 for one in entries(office, window=1))
    table = office.hallctl("journal", "audit", "--manual").stdout
    assert "ticketCancelled *" in table and "走了" in table
    assert entries(office, **{"from": "2027-02-01", "to": "2027-02-28"}) == []
    with pytest.raises(Refused, match="InvalidParameter"):
        entries(office, kind="nonsense")


def written(hall, seed, count):
    """Appointments with names that can be searched for; their ids and names."""
    pick = random.Random(seed)
    made = {}
    for n in range(count):
        name = f"姓名{n:04}-" + "".join(pick.choice("赵钱孙李周吴郑王冯陈褚卫") for _ in range(pick.randint(2, 50)))
        day = pick.choice(["2027-03-02", "2027-03-20"])
        made[name] = hall.call(
            "Appointment.Book", service="A", day=day, time="10:00", name=name, contact=f"电话{n:04}")["appointment"]
    return made


def bytes_of(hall):
    """Everything that the journal has on disk."""
    return b"".join(path.read_bytes() for path in hall.state.glob("journal.sqlite*"))


def test_words_whose_time_is_over_are_nowhere_and_the_chain_holds(office, directory):
    made = written(office, 7, 300)
    old = {name for name, one in made.items() if one["day"] == "2027-03-02"}
    assert 50 < len(old) < 250 and all(name.encode() in bytes_of(office) for name in made)
    tally = office.call("Tally.Day", day="2027-03-01")
    office.go_to("2027-04-02", hour=9)
    office.stop()
    office.start()
    # It erases at its start, once it is open.
    wait_until(lambda: not any(name.encode() in bytes_of(office) for name in old), "the erasure")
    kept = set(made) - old
    assert all(name.encode() in bytes_of(office) for name in kept), "the others' time is not over"
    office.hallctl("journal", "backup", directory / "backup.sqlite")
    backup = (directory / "backup.sqlite").read_bytes()
    assert not any(name.encode() in backup for name in old) and all(name.encode() in backup for name in kept)
    assert office.call("Journal.Verify")["intact"]
    erased = entries(office, kind="wordsErased")
    assert [one["kind"] for one in erased] == ["wordsErased"] and erased[0]["manual"] is False
    assert office.call("Tally.Day", day="2027-03-01") == tally
    copy = directory / "copy.sqlite"
    shutil.copy(directory / "backup.sqlite", copy)
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM personal").fetchone() == (2 * len(kept),)


def test_one_persons_words_are_erased_on_request(office):
    made = written(office, 3, 5)
    name, one = next(iter(made.items()))
    assert office.hallctl("journal", "erase", one["appointment"], "--reason", "本人要求").stdout.strip() == (
        "Erased 2 pieces of personal words.")
    assert name.encode() not in bytes_of(office)
    listed = {found["appointment"]: found for found in office.call("Appointment.List")["appointments"]}
    assert "name" not in listed[one["appointment"]] and "contact" not in listed[one["appointment"]]
    assert sum("name" in found for found in listed.values()) == 4
    told = entries(office, kind="wordsErased")[0]
    assert (told["about"], told["reason"], told["manual"]) == (one["appointment"], "本人要求", True)
    assert office.call("Journal.Erase", subject=one["appointment"])["erased"] == 0
    assert office.hallctl("journal", "erase", "nobody").returncode == 2
    assert office.call("Journal.Verify")["intact"]


def test_an_erasure_that_fails_is_on_record_each_time_that_somebody_asks_for_it_and_once_for_what_has_expired(office):
    """A copy made in between has the words still, and a restoration looks on from there for whether to erase again."""
    made = written(office, 5, 6)
    person = next(one["appointment"] for one in made.values() if one["day"] == "2027-03-20")
    office.go_to("2027-03-02", hour=9)
    with sqlite3.connect(office.state / "journal.sqlite") as journal:
        journal.execute("CREATE TABLE erased (in_the_way)")
    office.go_to("2027-04-02", hour=9)
    wait_until(lambda: entries(office, kind="wordsErased"), "the try at the day's opening")
    for _ in range(2):
        with pytest.raises(Refused, match="StorageUnavailable"):
            office.call("Journal.Erase")
        with pytest.raises(Refused, match="StorageUnavailable"):
            office.call("Journal.Erase", subject=person, reason="本人要求")
    told = [(one.get("about"), one["manual"]) for one in entries(office, kind="wordsErased")]
    assert told == [(None, False), (person, True), (person, True)]
    with sqlite3.connect(office.state / "journal.sqlite") as journal:
        journal.execute("DROP TABLE erased")
    assert office.call("Journal.Erase", subject=person)["erased"] == 2
    assert office.call("Journal.Erase")["erased"] == 2 * sum(one["day"] == "2027-03-02" for one in made.values())
    assert len(entries(office, kind="wordsErased")) == 4
    assert office.call("Journal.Verify")["intact"]


def test_no_character_in_somebodys_words_makes_a_journal_look_damaged(office):
    for words in ["好\u0000坏", "\u0000", "a\u0008\u001b[2J\uffff", "\U0001f600" * 20]:
        office.take("A")
        office.call("Window.Call", window=1)
        office.call("Window.Finish", window=1)
        office.call("Window.Rate", window=1, score=1, words=words)
    assert office.call("Journal.Verify")["intact"]
    with sqlite3.connect(office.state / "journal.sqlite") as journal:
        assert ("好坏",) in journal.execute("SELECT words FROM personal").fetchall()
    office.go_to("2027-03-02", hour=9)
    wait_until(lambda: (office.state / "backups/journal-2027-03-02.sqlite").exists(), "the copy")


def test_what_is_still_needed_is_kept(new_hall, default_file, directory):
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("case_contact_days = 365", "case_contact_days = 0", 1)
        .replace("words_days = 365", "words_days = 0", 1))
    hall = new_hall(config)
    hall.go_to("2027-03-01", hour=10)
    hall.start()
    hall.take("minimum-living")
    hall.call("Window.Call", window=3)
    hall.call("Window.Finish", window=3, matters=[{"outcome": "accepted", "contact": "13800001234"}])
    hall.call("Window.Rate", window=3, score=1, words="等了两个小时")
    hall.go_to("2027-03-03")
    assert hall.call("Journal.Erase")["erased"] == 0, "the case is open, and nobody has answered"
    assert b"13800001234" in bytes_of(hall) and "等了两个小时".encode() in bytes_of(hall)
    hall.call("Case.Move", case="20270301-001", state="completed")
    for state, more in [("verified", {"founded": True}), ("remedied", {}), ("answered", {})]:
        hall.call("Appraisal.Move", followUp="F20270301-001", state=state, reason="好", **more)
    assert hall.call("Journal.Erase")["erased"] == 2
    assert b"13800001234" not in bytes_of(hall) and "等了两个小时".encode() not in bytes_of(hall)
