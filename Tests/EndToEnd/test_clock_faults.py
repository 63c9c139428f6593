"""Clocks that are wrong: set back, set ahead, dead at the start, across midnight, in another time zone."""

import datetime
import json
import os
import pathlib
import re
import shutil

import pytest

from paper import wait_until

HOUR, DAY, YEAR = 3_600_000, 86_400_000, 365 * 86_400_000
MORNING = "2027-03-02"


class Clocks:
    """The machine's wall and boot clock, apart from each other as a fault wants them."""

    def __init__(self, hall):
        self.hall = hall
        now = datetime.datetime.now(datetime.UTC)
        then = datetime.datetime.fromisoformat(f"{MORNING}T10:00:00+00:00")
        self.wall = self.boot = int((then - now).total_seconds() * 1000)
        self.boot_id = ""
        hall.environment |= {"HALL_CLOCK_FILE": str(hall.directory / "clock"), "TZ": "UTC"}
        self.write()

    def write(self):
        fresh = self.hall.directory / "clock.new"
        fresh.write_text(f"{self.wall} {self.boot} {self.boot_id}".strip())
        fresh.rename(self.hall.directory / "clock")
        if self.hall.process and self.hall.process.poll() is None:
            # It looks once a second by itself.
            self.hall.call("Hall.Status")

    def pass_by(self, milliseconds):
        """Time goes on, and both clocks see it."""
        self.wall, self.boot = self.wall + milliseconds, self.boot + milliseconds
        self.write()

    def set_wall(self, milliseconds):
        """Somebody, or a dead battery, moves the wall clock alone."""
        self.wall += milliseconds
        self.write()

    def reboot(self, wall=0, name="another-boot"):
        """The boot clock begins anew; the wall is where a battery or none has left it."""
        self.hall.kill()
        self.wall, self.boot, self.boot_id = self.wall + wall, 1000 - boot_milliseconds(), name
        self.write()
        self.hall.start()


def boot_milliseconds():
    return int(float(open("/proc/uptime").read().split()[0]) * 1000)


@pytest.fixture
def clocks(new_hall):
    hall = new_hall()
    clocks = Clocks(hall)
    hall.start()
    return clocks


def ends_well(hall, directory, days):
    """One opening a day, order by sequence, an instant that never goes back, and a journal that holds."""
    assert hall.hallctl("journal", "export", "--out", directory / "events").returncode == 0
    events = [json.loads(line) for line in (directory / "events").read_text().splitlines()]
    assert [event["day"] for event in events if event["kind"] == "dayOpened"] == days
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    instants = [event["at"] for event in events]
    assert instants == sorted(instants)
    assert hall.call("Journal.Verify")["intact"]
    return events


def of_doubtful_time(events):
    """Numbers whose events say that the clock was not believed."""
    return [event["body"]["ticket"].split("/")[1] for event in events
            if event["kind"] == "ticketIssued" and event["body"].get("untrusted")]


def test_a_clock_set_back_a_year_changes_no_order_no_wait_and_no_day(clocks, directory):
    hall = clocks.hall
    first = hall.take("A", print=False)
    clocks.set_wall(-YEAR)
    wait_until(lambda: "clock" in hall.alarms(), "the alarm")
    second = hall.take("A", print=False)
    assert (first, second) == ("A001", "A002")
    clocks.pass_by(10 * 60_000)
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == first
    assert 600 <= hall.call("Tally.Day")["wait"]["max"] < 3600, "by the clock that nobody sets"
    assert [ticket["state"] for ticket in hall.call("Queue.List")["tickets"]] == ["called", "waiting"]
    clocks.set_wall(YEAR)
    wait_until(lambda: "clock" not in hall.alarms(), "the end of the alarm")
    assert hall.take("A", print=False) == "A003"
    assert of_doubtful_time(ends_well(hall, directory, [MORNING])) == [second]


def test_a_clock_set_ahead_two_hours_makes_nobody_miss_their_call(clocks, directory):
    hall = clocks.hall
    for _ in range(3):
        hall.take("A", print=False)
    hall.call("Window.Call", window=1)
    clocks.set_wall(2 * HOUR)
    wait_until(lambda: "clock" in hall.alarms(), "the alarm")
    assert hall.take("A", print=False) == "A004"
    assert hall.call("Window.Call", window=1, finish=True)["ticket"]["number"] == "A002"
    assert [ticket["state"] for ticket in hall.call("Queue.List")["tickets"]] == ["served", "called", "waiting", "waiting"]
    assert hall.call("Tally.Day")["wait"]["max"] < 3600
    # It stays there: then it was the other clock that was wrong.
    clocks.pass_by(11 * 60_000)
    wait_until(lambda: "clock" not in hall.alarms(), "the clock to be believed")
    assert hall.take("A", print=False) == "A005"
    assert hall.call("Tally.Day")["noShow"] == 0
    assert of_doubtful_time(ends_well(hall, directory, [MORNING])) == ["A004"]


@pytest.mark.parametrize("ahead", [2 * HOUR, 26 * HOUR, YEAR])
def test_a_clock_set_ahead_over_the_day_s_end_voids_nobody_and_misses_no_appointment(
        new_hall, directory, default_file, ahead):
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("hours = []", 'hours = ["08:30-17:30"]', 1).replace('day_end = "carry"', 'day_end = "void"', 1))
    hall = new_hall(config)
    clocks = Clocks(hall)
    hall.start()
    clocks.pass_by(6 * HOUR)
    waiting = [hall.take("A", print=False) for _ in range(5)]
    # Each hears a last call; unanswered, the end of the day would void them.
    clocks.pass_by(30 * 60_000)
    assert hall.call("Queue.LastCall")
    booked = hall.call("Appointment.Book", service="A", day=MORNING, time="17:00", reference="P-1")["appointment"]
    clocks.set_wall(ahead)
    wait_until(lambda: "clock" in hall.alarms(), "the alarm")
    # The hall has acted by that clock when it has inferred that a visit began.
    hall.call("Window.Call", window=2, number=waiting.pop())
    clocks.pass_by(3 * 60_000)
    wait_until(lambda: hall.call("Queue.List")["tickets"][-1]["state"] == "serving", "the hall to act by itself")
    assert hall.call("Hall.Status")["day"] == MORNING
    assert [ticket["state"] for ticket in hall.call("Queue.List")["tickets"]] == ["waiting"] * 4 + ["serving"]
    assert [one["state"] for one in hall.call("Appointment.List", day=MORNING)["appointments"]] == ["booked"]
    # Somebody sets it right; or it is never set right, and whoever waits is called all the same.
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == waiting[0]
    clocks.set_wall(-ahead)
    wait_until(lambda: "clock" not in hall.alarms(), "the clock to be right")
    clocks.pass_by(20 * 60_000)
    number = hall.call("Queue.CheckIn", appointment=booked["appointment"])["ticket"]["number"]
    assert hall.call("Window.Call", window=1, finish=True)["ticket"]["number"] in (number, waiting[1])
    events = ends_well(hall, directory, [MORNING])
    assert not [event["kind"] for event in events if re.search("void|noShow|passed|missed", event["kind"], re.I)]


def test_a_boot_in_1970_gives_no_number_twice_and_the_day_opens_when_the_clock_is_right(clocks, directory):
    hall = clocks.hall
    given = [hall.take("A", print=False) for _ in range(3)]
    since_1970 = int(datetime.datetime.now(datetime.UTC).timestamp() * 1000) + clocks.wall
    clocks.reboot(wall=-since_1970)
    assert "clock" in hall.alarms()
    given.append(hall.take("A", print=False))
    assert given == ["A001", "A002", "A003", "A004"]
    status = hall.call("Hall.Status")
    assert status["day"] == MORNING
    # The time server answers, and it is the next morning.
    clocks.set_wall(since_1970 + 24 * HOUR)
    wait_until(lambda: hall.call("Hall.Status").get("day") == "2027-03-03", "the next day")
    assert "clock" not in hall.alarms()
    assert hall.take("B", print=False) == "B001"
    assert of_doubtful_time(ends_well(hall, directory, [MORNING, "2027-03-03"])) == ["A004"]


def test_a_boot_ten_years_ahead_opens_no_day_while_the_time_server_has_yet_to_answer(clocks, directory):
    hall = clocks.hall
    given = [hall.take("A", print=False) for _ in range(3)]
    clocks.reboot(wall=10 * YEAR)
    assert "clock" in hall.alarms()
    given.append(hall.take("A", print=False))
    assert given == ["A001", "A002", "A003", "A004"]
    # Whoever sees the alarm may try this.
    hall.stop()
    hall.start()
    assert "clock" in hall.alarms()
    clocks.pass_by(60_000)
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == "A001"
    assert hall.call("Tally.Day")["wait"]["max"] < 3600
    clocks.set_wall(-10 * YEAR + 24 * HOUR)
    wait_until(lambda: hall.call("Hall.Status").get("day") == "2027-03-03", "the next day")
    assert "clock" not in hall.alarms()
    assert of_doubtful_time(ends_well(hall, directory, [MORNING, "2027-03-03"])) == ["A004"]


def test_a_machine_that_was_off_for_a_season_is_believed_when_its_clock_has_settled(clocks, directory):
    hall = clocks.hall
    hall.take("A", print=False)
    clocks.reboot(wall=90 * DAY)
    assert "clock" in hall.alarms()
    clocks.pass_by(11 * 60_000)
    wait_until(lambda: hall.call("Hall.Status").get("day") == "2027-05-31", "the day")
    assert "clock" not in hall.alarms()
    ends_well(hall, directory, [MORNING, "2027-05-31"])


def test_a_first_start_in_1970_serves_and_the_real_day_opens_later(new_hall, directory):
    hall = new_hall()
    clocks = Clocks(hall)
    wall = clocks.wall
    clocks.wall = -int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)
    clocks.write()
    hall.start()
    assert "clock" in hall.alarms()
    first = hall.take("A", print=False)
    clocks.wall = wall
    clocks.write()
    wait_until(lambda: hall.call("Hall.Status").get("day") == MORNING, "the real day")
    assert "clock" not in hall.alarms()
    second = hall.take("A", print=False)
    # The first still waits: the new day skips its number.
    assert (first, second) == ("A001", "A002")
    events = ends_well(hall, directory, ["1970-01-01", MORNING])
    assert of_doubtful_time(events) == ["A001"]


@pytest.mark.parametrize("jumps", [[], [-2 * HOUR], [2 * HOUR, -2 * HOUR], [-YEAR, YEAR], [5 * 60_000, -60_000]])
def test_midnight_comes_once_however_the_clock_jumps_around_it(clocks, directory, jumps):
    hall = clocks.hall
    hall.take("A", print=False)
    clocks.pass_by(14 * HOUR - 60_000)
    for jump in jumps:
        clocks.set_wall(jump)
        hall.take("B", print=False)
        clocks.pass_by(20_000)
    clocks.set_wall(-sum(jumps))
    clocks.pass_by(30 * 60_000)
    wait_until(lambda: hall.call("Hall.Status").get("day") == "2027-03-03", "the next day")
    assert hall.take("C", print=False) == "C001"
    for jump in [-2 * HOUR, 2 * HOUR]:
        clocks.set_wall(jump)
        hall.take("C", print=False)
    wait_until(lambda: "clock" not in hall.alarms(), "the clock to be right")
    assert hall.call("Hall.Status")["day"] == "2027-03-03"
    ends_well(hall, directory, [MORNING, "2027-03-03"])


def test_another_time_zone_moves_no_day_back_and_gives_no_number_twice(clocks, directory):
    hall = clocks.hall
    # 20:30 in London is half past four of the next morning in Shanghai.
    clocks.pass_by(10 * HOUR + 30 * 60_000)
    given = [hall.take("A", print=False)]
    for zone, day in [("Asia/Shanghai", "2027-03-03"), ("UTC", "2027-03-03"), ("Asia/Urumqi", "2027-03-03"), ("UTC", "2027-03-03")]:
        hall.kill()
        hall.environment["TZ"] = zone
        hall.start()
        wait_until(lambda: hall.call("Hall.Status").get("day") == day, f"{day} in {zone}")
        given.append(hall.take("A", print=False))
        assert "clock" not in hall.alarms()
    assert len(set(given)) == len(given), f"all are waiting still: {given}"
    ends_well(hall, directory, [MORNING, "2027-03-03"])


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a process another /etc/localtime")
def test_a_time_zone_that_is_changed_under_the_running_daemon_is_followed(new_hall, directory):
    """As timedatectl does it; nobody restarts halld for that."""
    zones, local = pathlib.Path("/usr/share/zoneinfo"), directory / "localtime"
    shutil.copy(zones / "UTC", local)
    hall = new_hall()
    clocks = Clocks(hall)
    clocks.pass_by(10 * HOUR + 30 * 60_000)
    hall.environment["TZ"] = ""
    command = f'mount --bind {local} /etc/localtime && exec env -u TZ "$@"'
    hall.start(wrapper=["unshare", "--mount", "sh", "-c", command, "sh"])
    given = [hall.take("A", print=False)]
    changes, day = [("Asia/Shanghai", "+08:00"), ("UTC", "+00:00"), ("Asia/Urumqi", "+06:00")], "2027-03-03"
    assert hall.call("Hall.Status")["now"].endswith("+00:00")
    for turn, (zone, offset) in enumerate(changes):
        shutil.copy(zones / zone, local)
        # The C library tells files apart by their seconds.
        os.utime(local, (turn, turn))
        wait_until(lambda: hall.call("Hall.Status")["now"].endswith(offset), f"the clock in {zone}")
        wait_until(lambda: hall.call("Hall.Status").get("day") == day, f"{day} in {zone}")
        given.append(hall.take("A", print=False))
        assert "clock" not in hall.alarms()
    assert len(set(given)) == len(given), f"all are waiting still: {given}"
    ends_well(hall, directory, [MORNING, "2027-03-03"])
