"""A state directory on a file system that fills up, and empties again."""

import os
import subprocess

import pytest

from conftest import Refused

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small tmpfs")


@pytest.fixture
def small_disk(new_hall):
    hall = new_hall()
    hall.state.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", hall.state], check=True)
    yield hall
    hall.kill()
    subprocess.run(["umount", hall.state], check=True)


def fill(path):
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def test_a_full_disk_refuses_by_name_loses_nothing_and_recovers_by_itself(small_disk):
    hall = small_disk.start()
    taken = [hall.take("A", print=False)]
    fill(hall.state / "ballast")
    refused = []
    for turn in range(200):
        try:
            taken.append(hall.take("A", print=False, requestId=f"r{turn}"))
        except Refused as refusal:
            refused.append((refusal.name, f"r{turn}"))
    assert {name for name, _ in refused} <= {"OutcomeUnknown", "StorageUnavailable"} and refused
    status = hall.call("Hall.Status")
    assert [alarm["name"] for alarm in status["alarms"]] == ["storage"]
    assert [ticket["number"] for ticket in hall.call("Queue.List")["tickets"]] == taken, "reads go on"

    (hall.state / "ballast").unlink()
    again = hall.take("A", print=False, requestId=refused[0][1])
    assert again not in taken
    assert hall.take("A", print=False, requestId=refused[0][1]) == again
    assert hall.call("Hall.Status")["alarms"] == []
    assert hall.call("Journal.Verify")["intact"]
