"""Every figure of every tally equals a plain count from the raw events, for random histories of several days.

HALL_SEEDS says how many histories, HALL_SEED which one."""

import json
import os
import random

import pytest
import recount
from conftest import Refused
from paper import wait_until

SPLITS = [None, "service", "category", "department", "window", "staff", "priority", "focus", "community", "grid", "hour", "day",
          "month"]
DAYS = ["2027-02-25", "2027-02-26", "2027-03-01", "2027-03-02"]
SERVICES = ["job-registration", "pension-certification", "minimum-living", "temporary-relief", "elder-card", "legal-advice"]
SEEDS = [int(os.environ["HALL_SEED"])] if "HALL_SEED" in os.environ else list(
    range(1, 1 + max(1, int(os.environ.get("HALL_SEEDS", "2")) // 5 or 2)))

PLACES = """
[[community]]
code = "taoyuan"
name = "桃园社区"

[[community]]
code = "taoyuan-1"
name = "第一网格"
within = "taoyuan"
person = "王芳"

[[community]]
code = "meiyuan"
name = "梅园社区"
"""


class History:
    """Random days through a real daemon. What the hall refuses is part of them."""

    def __init__(self, hall, seed):
        self.hall, self.random = hall, random.Random(seed)
        self.connection = hall.connect()

    def call(self, method, **parameters):
        try:
            return self.connection.call(method, **{name: value for name, value in parameters.items() if value is not None})
        except Refused as refused:
            assert refused.name not in ("InvalidParameter", "PermissionDenied"), refused
            return None

    def day(self, day, steps):
        for _ in range(steps):
            if self.random.random() < 0.5:
                self.hall.shift_clock(seconds=self.random.choice([2, 20, 60, 200, 600]))
            self.step(day)

    def step(self, day):
        pick, chance = self.random.choice, lambda percent: self.random.random() < percent / 100
        window, number = pick([1, 2, 3, 4]), f"{pick('AABBEH')}{self.random.randint(1, 25):03}"
        steps = [
            (30, lambda: self.call(
                "Queue.Take", service=pick(SERVICES), priority="elderly" if chance(30) else None, print=chance(15),
                community=pick(["taoyuan", "taoyuan-1", "meiyuan", None]),
                next=[pick(SERVICES)] if chance(15) else None)),
            (30, lambda: self.call("Window.Call", window=window, finish=chance(70))),
            (8, lambda: self.call("Window.Start", window=window)),
            (4, lambda: self.call("Window.Recall", window=window)),
            (4, lambda: self.call("Window.Undo", window=window)),
            (6, lambda: self.call("Window.NoShow", window=window)),
            (14, lambda: self.call("Window.Finish", window=window, matters=[self.matter()])),
            (4, lambda: self.call("Window.Park", window=window)),
            (4, lambda: self.call("Window.Resume", window=window, number=number)),
            (4, lambda: self.call("Window.Transfer", window=window, toService=pick(SERVICES))),
            (4, lambda: self.call("Queue.Correct", number=number, service=pick(SERVICES))),
            (3, lambda: self.call("Queue.Cancel", number=number)),
            (4, lambda: self.call("Queue.Requeue", number=number)),
            (5, lambda: self.call("Queue.Return", number=number)),
            (3, lambda: self.call("Queue.Complete", number=number, matters=[self.matter()])),
            (3, lambda: self.call("Queue.Note", number=number, focusGroups=pick([["poor"], ["elderly", "disabled"], []]))),
            (10, lambda: self.call("Window.Rate", window=window, score=self.random.randint(1, 5))),
            (3, lambda: self.call("Queue.TurnAway", service=pick(SERVICES), reason="没带身份证")),
            (3, lambda: self.call(
                "Queue.Enter", service=pick(SERVICES), channel="homeVisit", window=window, taken="09:00",
                matters=[self.matter()])),
            (3, lambda: self.call("Window.Pause", window=window, kind=pick(["rest", "meeting", "homeVisit", None]))),
            (5, lambda: self.call("Window.Open", window=window)),
            (1, lambda: self.call("Window.Close", window=window)),
            (4, lambda: self.call(
                "Appointment.Book", service=pick(SERVICES), day=pick([day, DAYS[-1]]),
                time=f"{self.random.randint(9, 17):02}:30")),
            (4, lambda: self.call(
                "Queue.CheckIn", appointment=f"Y{day.replace('-', '')}-{self.random.randint(1, 6):03}", print=False)),
            (1, lambda: self.call(
                "Appointment.Cancel", appointment=f"Y{day.replace('-', '')}-{self.random.randint(1, 6):03}")),
            (8, self.move_case), (2, self.sign), (6, self.follow_up),
        ]
        self.random.choices([act for _, act in steps], [weight for weight, _ in steps])[0]()

    def matter(self):
        outcome = self.random.choice(recount.OUTCOMES)
        matter = {"outcome": outcome, "quantity": self.random.choice([1, 1, 1, 3])}
        if outcome in ("denied", "materialsIncomplete"):
            matter |= {"reason": "缺", "basis": "条例"}
        if outcome == "referred":
            matter["destination"] = "区大厅"
        return matter

    def move_case(self):
        cases = self.call("Case.List", state="open")["cases"]
        if cases:
            self.call("Case.Move", case=self.random.choice(cases)["case"], state=self.random.choice(
                ["sentUp", "publicNotice", "waitingForMaterials", "accepted", "ready", "completed", "denied", "withdrawn"]),
                reason="因", basis="据")

    def sign(self):
        denials = self.call("Case.Denials", open=True)["denials"]
        if denials:
            self.call("Case.SignOff", denial=self.random.choice(denials)["denial"], upheld=self.random.random() < 0.6,
                      reason="核")

    def follow_up(self):
        found = self.call("Appraisal.List")["followUps"]
        if not found:
            return
        one = self.random.choice(found)
        follow = one["followUp"]
        if self.random.random() < 0.3:
            self.call("Appraisal.Appeal", followUp=follow, reason="误评")
            self.call("Appraisal.DecideAppeal", followUp=follow, upheld=self.random.random() < 0.6, reason="查")
        else:
            self.call("Appraisal.Move", followUp=follow, state=self.random.choice(["verified", "remedied", "answered"]),
                      founded=self.random.random() < 0.6, reason="办")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_equals_a_plain_count_of_the_events(new_hall, default_file, directory, seed):
    print(f"HALL_SEED={seed}")
    config = directory / "hall.toml"
    config.write_text(
        default_file.replace("hours = []", 'hours = ["08:30-12:00", "13:30-17:30"]', 1)
        .replace("# Communities whose", PLACES + "# Communities whose", 1)
        .replace("no_show_call_count_min = 2", "no_show_call_count_min = 1", 1)
        .replace("no_show_gap_seconds_min = 15", "no_show_gap_seconds_min = 0", 1)
        .replace('unrated_counts_as = "nothing"', f'unrated_counts_as = "{["nothing", "satisfied"][seed % 2]}"', 1))
    hall = new_hall(config)
    hall.go_to(DAYS[0], hour=9)
    hall.start()
    history = History(hall, seed)
    for day in DAYS:
        hall.go_to(day, hour=9)
        history.day(day, 220)
    # Until the clock has nothing left to infer: what is exported is what is tallied.
    hall.shift_clock(seconds=200)
    wait_until(lambda: hall.call("Hall.Status")["called"] == 0, "the last start")
    events = [json.loads(line) for line in hall.hallctl("journal", "export").stdout.splitlines()]
    periods = [(day, day) for day in DAYS] + [(DAYS[0], DAYS[-1]), (DAYS[1], DAYS[2])]
    for first, last in periods:
        for split in SPLITS:
            tally = hall.call("Tally.Range", **{"from": first, "to": last}, **({"by": split} if split else {}))
            assert tally["broken"] == [], (first, last, split)
            plain = recount.period(events, first, last, DAYS[-1], split)
            if split is None:
                compare(tally, plain[None], f"{first}..{last}")
                continue
            groups = {group["key"]: group for group in tally["groups"]}
            assert plain.keys() <= groups.keys(), (split, plain.keys() - groups.keys())
            for key, group in groups.items():
                compare(group, plain.get(key) or recount.Figures().told(history_rules(seed)), f"{first}..{last} {split}={key}")
    whole = hall.call("Tally.Range", **{"from": DAYS[0], "to": DAYS[-1]})
    assert whole["issued"] > 80 and whole["cases"]["accepted"] and whole["ratings"]["levels"] != [0] * 5, "a dull history"


def history_rules(seed):
    return {"satisfiedMin": 3, "unratedCountsAs": [None, 4][seed % 2]}


def compare(found, expected, where):
    for name, value in expected.items():
        assert_same(found.get(name), value, f"{where}: {name}")
    assert found.keys() - expected.keys() <= {"key", "day", "from", "to", "days", "formula", "broken", "groups"}, where


def assert_same(found, expected, where):
    if isinstance(expected, dict):
        assert found is not None and found.keys() == expected.keys(), (where, found, expected)
        for name in expected:
            assert_same(found[name], expected[name], f"{where}.{name}")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9), where
    else:
        assert found == expected, (where, found, expected)
