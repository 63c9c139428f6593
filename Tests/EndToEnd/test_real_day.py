"""2 August through the running daemon: its tallies equal a count made from the log alone."""

import pytest

import real_day
from test_slips import jobs, wait_until

pytestmark = pytest.mark.skipif(not real_day.DATA.exists(), reason=f"the real queue's log is not at {real_day.DATA}")


def test_the_tallies_of_a_real_day_equal_an_independent_count(new_hall, directory):
    rows = list(real_day.read("2010-08-02"))
    assert len(rows) > 2000
    config = directory / "hall.toml"
    config.write_text(real_day.hall_file(rows))
    hall = new_hall(config).start()
    real_day.play(hall, rows)
    counts = real_day.expected(rows)
    for split in ["service", "window", "priority"]:
        tally = hall.call("Tally.Day", by=split)
        found = {
            (split, group["key"], outcome): group[outcome]
            for group in tally["groups"] for outcome in ["served", "noShow"] if group[outcome]
        }
        assert found == {key: count for key, count in counts.items() if key[0] == split}
        assert tally["issued"] == len(rows) == tally["served"] + tally["noShow"]
    numbers = [ticket["number"] for ticket in hall.call("Queue.List")["tickets"]]
    assert "P1000" in numbers and len(numbers) == len(set(numbers))
    left = len(rows)
    while left:
        wait_until(lambda: waiting_for_paper(hall) < left, "the next slip")
        left = waiting_for_paper(hall)
    assert len(list((hall.state / "slips").glob("*.pdf"))) == len(rows)
    assert hall.call("Journal.Verify")["intact"]


def waiting_for_paper(hall):
    return sum(job["state"] != "printed" for job in jobs(hall).values())
