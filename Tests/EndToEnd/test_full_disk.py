"""A state directory on a file system that fills up, and empties again."""

import os
import socket
import subprocess

import pytest

from conftest import Refused
from disks import answers
from paper import free_port, wait_until
from web import Visitor, address_of

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a small tmpfs")


@pytest.fixture
def small_disk(new_hall, request):
    hall = new_hall()
    hall.state.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", hall.state], check=True)
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


@pytest.mark.parametrize("small_disk", ["3m"], indirect=True)
def test_a_full_disk_refuses_by_name_loses_nothing_and_recovers_by_itself(small_disk):
    hall = small_disk.start()
    taken = [hall.take("A", print=False)]
    wait_until(lambda: list(hall.state.glob("backups/journal-*.sqlite")), "the day's copy, which would want for room as well")
    fill(hall.state / "filler")
    refused = []
    for turn in range(200):
        try:
            taken.append(hall.take("A", print=False, requestId=f"r{turn}"))
        except Refused as refusal:
            refused.append((refusal.name, f"r{turn}"))
    assert {name for name, _ in refused} <= {"OutcomeUnknown", "StorageUnavailable"} and refused
    status = hall.call("Hall.Status")
    assert "storage" in [alarm["name"] for alarm in status["alarms"]] or "room" in [alarm["name"] for alarm in status["alarms"]]
    assert [ticket["number"] for ticket in hall.call("Queue.List")["tickets"]] == taken, "reads go on"

    (hall.state / "filler").unlink()
    again = hall.take("A", print=False, requestId=refused[0][1])
    assert again not in taken
    assert hall.take("A", print=False, requestId=refused[0][1]) == again
    assert hall.call("Hall.Status")["alarms"] == []
    assert hall.call("Journal.Verify")["intact"]


@pytest.mark.parametrize("small_disk", ["100m"], indirect=True)
def test_on_a_nearly_full_disk_calling_goes_on_and_no_number_is_given(small_disk, pages):
    hall = small_disk
    hall.web = "127.0.0.1:0"
    hall.start()
    taken = [hall.take("A", print=False) for _ in range(40)]
    wait_until(lambda: (hall.state / "ballast").stat().st_size == 16 << 20, "the ballast")
    fill(hall.state / "filler")
    with pytest.raises(Refused, match="StorageUnavailable") as refusal:
        hall.take("A", print=False)
    assert "nearly full" in refusal.value.parameters["why"]
    wait_until(lambda: "room" in hall.alarms(), "the alarm")
    visitor = Visitor(address_of(hall))
    assert visitor.get("/healthz").headers["Hall-Records"] == "whatHasBegun"
    kiosk = pages(f"http://{visitor.host}/kiosk")
    kiosk.get_by_text("暂不取号；已经取的号照常办理。").wait_for()
    # More than the last pages hold: the ballast goes, and the calls go on.
    called, unknown = [], 0
    while len(called) < len(taken):
        try:
            called.append(hall.call("Window.Call", window=1, finish=True, inHand=called[-1] if called else "", reason="满" * 60)["ticket"]["number"])
        except Refused as refused:
            assert refused.name == "OutcomeUnknown"
            unknown += 1
            assert unknown < 20, "the ballast is for the calls"
    assert called == taken
    hall.kill()
    hall.start()
    with pytest.raises(Refused, match="StorageUnavailable"):
        hall.take("A", print=False)
    (hall.state / "filler").unlink()
    wait_until(lambda: "room" not in hall.alarms(), "room")
    assert Visitor(address_of(hall)).get("/healthz").headers["Hall-Records"] == "everything"
    assert hall.take("A", print=False) not in taken
    wait_until(lambda: (hall.state / "ballast").exists(), "the ballast again")
    assert hall.call("Journal.Verify")["intact"]


@pytest.mark.parametrize("small_disk", ["100m"], indirect=True)
def test_a_hall_stopped_in_good_order_opens_on_a_full_disk_by_its_ballast(small_disk):
    hall = small_disk.start()
    taken = [hall.take("A", print=False) for _ in range(3)]
    wait_until(lambda: (hall.state / "ballast").exists(), "the ballast")
    hall.stop()
    # A database needs room to be opened, too: its log and its index are gone with the daemon.
    fill(hall.state / "filler")
    hall.start()
    assert not (hall.state / "ballast").exists() and "room" in hall.alarms()
    with pytest.raises(Refused, match="StorageUnavailable"):
        hall.take("A", print=False)
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == taken[0]
    (hall.state / "filler").unlink()
    wait_until(lambda: "room" not in hall.alarms(), "room")
    assert hall.take("A", print=False) not in taken
    assert hall.call("Journal.Verify")["intact"]


@pytest.mark.parametrize("small_disk", ["3m"], indirect=True)
def test_a_start_without_any_room_waits_for_it(small_disk):
    hall = small_disk
    hall.web = f"127.0.0.1:{free_port()}"
    hall.start()
    taken = [hall.take("A", print=False) for _ in range(3)]
    hall.stop()
    fill(hall.state / "filler")
    hall.start()
    with pytest.raises(Refused, match="StorageUnavailable"):
        hall.call("Hall.Status")
    # Whoever asks by halves keeps no hall from opening.
    host, port = hall.web.split(":")
    half = socket.create_connection((host, int(port)))
    half.sendall(b"POST /api/Queue.Take HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    slow = hall.connect()
    slow.socket.sendall(b'{"method":"org.halld.Hall.Sta')
    (hall.state / "filler").unlink()
    wait_until(lambda: answers(hall), "the hall to open")
    assert hall.take("A", print=False) not in taken
    assert hall.call("Journal.Verify")["intact"] and hall.alarms() == []
