"""Paper through a real cupsd and a real IPP Everywhere printer: what the hall says is what happened."""

import os
import shutil
import struct
import subprocess

import pytest

from conftest import preload
from paper import PrintShop, device, jobs, page_millimetres, slip_text, states, wait_until

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("ippeveprinter"), reason="a private cupsd needs root and Debian's cups")


@pytest.fixture
def shop(directory):
    directory.chmod(0o755)
    place = directory / "cups"
    place.mkdir()
    shop = PrintShop(place)
    yield shop.start()
    shop.stop()


@pytest.fixture
def hall_at(new_hall, directory, default_file):
    """A hall whose slips go to the shop's queue."""

    def make(cups, profile="cups", patience=2):
        config = directory / "hall.toml"
        text = default_file.replace("patience_seconds = 20", f"patience_seconds = {patience}")
        config.write_text(f'{text}\n[[printer]]\nprofile = "{profile}"\nqueue = "tickets"\n')
        return new_hall(config, environment={"CUPS_SERVER": str(cups)})

    return make


def ready(hall):
    wait_until(lambda: device(hall).get("state") == "ok", "the printer")
    return hall


def test_a_slip_arrives_whole_and_as_long_as_it_is(shop, hall_at):
    hall = ready(hall_at(shop.socket).start())
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "printed", "printing")
    document, = shop.documents()
    assert document.read_bytes().rstrip().endswith(b"%%EOF"), "whole"
    assert "A001" in slip_text(document)
    preview = hall.directory / "preview.pdf"
    assert hall.hallctl("slip", "preview", "A001", "--out", preview).returncode == 0
    width, height = page_millimetres(preview)
    found_width, found_height = page_millimetres(document)
    assert (round(width), round(found_width)) == (80, 80)
    assert abs(height - found_height) < 1, "not a sheet's length"


def test_a_raster_arrives_whole_and_as_long_as_the_slip(shop, hall_at):
    hall = ready(hall_at(shop.socket, "ipp-roll-80").start())
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "printed", "printing")
    document, = shop.documents()
    data = document.read_bytes()
    preview = hall.directory / "preview.pdf"
    hall.hallctl("slip", "preview", "A001", "--out", preview)
    if data[:4] == b"RaS2":
        # PWG 5102.4: after the sync word, HWResolution is at 276 and PageSize (points) at 352.
        width, height = struct.unpack(">II", data[4 + 352:4 + 360])
        dots_wide, dots_high = struct.unpack(">II", data[4 + 372:4 + 380])
        assert dots_wide > 0 and dots_high > 0
    else:
        width, height = (side / 25.4 * 72 for side in page_millimetres(document))
    expected_width, expected_height = page_millimetres(preview)
    assert abs(width / 72 * 25.4 - expected_width) < 2
    assert abs(height / 72 * 25.4 - expected_height) < 2


def test_a_job_that_the_printer_gave_up_has_failed_whatever_cups_says(shop, hall_at):
    hall = ready(hall_at(shop.socket).start())
    shop.instruct(status=1)
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] not in ("requested", "sending"), "the end")
    job = jobs(hall)["A001"]
    assert (job["state"], job["trouble"]) == ("failed", "aborted"), job
    completed = subprocess.run(
        ["lpstat", "-h", str(shop.socket), "-W", "completed", "-o"], capture_output=True, text=True).stdout
    assert "tickets-1" in completed, "CUPS believes that it is done"
    shop.instruct()
    hall.call("Print.Retry", job=1)
    wait_until(lambda: states(hall)["A001"] == "printed", "the second attempt")
    document, = shop.documents()
    assert "补打" in slip_text(document), "something of the first may be on paper"


def test_paper_that_is_out_while_idle_is_told_before_anybody_prints(shop, hall_at):
    hall = ready(hall_at(shop.socket).start())
    shop.instruct(states="+media-empty")
    shop.print_directly()
    wait_until(lambda: device(hall)["state"] == "degraded", "the trouble")
    assert device(hall)["trouble"] == "media-empty"
    assert "out of paper" in hall.hallctl("status").stdout
    told = hall.hallctl("take", "A")
    assert "There is no slip (out of paper): please note the number." in told.stdout
    shop.instruct()
    shop.end(shop.printer)
    shop.start_printer()
    wait_until(lambda: device(hall)["state"] == "ok", "switched off, filled and switched on")
    before = len(shop.documents())
    hall.call("Print.Retry", job=1)
    wait_until(lambda: states(hall)["A001"] == "printed", "printing")
    assert "补打" not in slip_text(shop.documents()[before]), "nothing of it was ever sent"


@pytest.mark.parametrize("reason, trouble", [("media-empty", "media-empty"), ("cover-open", "cover-open")])
def test_trouble_during_a_job_is_told_and_ends_it_when_patience_does(shop, hall_at, reason, trouble):
    hall = ready(hall_at(shop.socket).start())
    shop.instruct(states=f"+{reason}", hold=True)
    hall.take("A")
    wait_until(lambda: device(hall).get("trouble") == trouble, "the trouble")
    wait_until(lambda: states(hall)["A001"] == "failed", "the failure")
    assert jobs(hall)["A001"]["trouble"] == trouble
    shop.instruct(states=f"-{reason}")
    wait_until(lambda: device(hall)["state"] == "ok", "its end")
    hall.call("Print.Retry", job=1)
    wait_until(lambda: states(hall)["A001"] == "printed", "the second attempt")
    assert jobs(hall)["A001"]["copy"] is True


def test_trouble_that_passes_in_time_costs_nothing(shop, hall_at):
    hall = ready(hall_at(shop.socket, patience=60).start())
    shop.instruct(states="+cover-open", hold=True)
    hall.take("A")
    wait_until(lambda: device(hall).get("trouble") == "cover-open", "the trouble")
    shop.instruct(states="-cover-open")
    wait_until(lambda: states(hall)["A001"] == "printed", "printing")
    assert jobs(hall)["A001"]["copy"] is False and jobs(hall)["A001"]["attempts"] == 1


def test_a_printer_that_dies_and_returns(shop, hall_at):
    hall = ready(hall_at(shop.socket, patience=1).start())
    shop.end(shop.printer)
    wait_until(lambda: device(hall)["state"] == "absent", "its absence")
    assert hall.call("Queue.Take", service="A")["ticket"]["slip"]["trouble"] == "unreachable"
    shop.start_printer()
    wait_until(lambda: device(hall)["state"] == "ok", "its return")
    hall.take("A")
    wait_until(lambda: states(hall)["A002"] == "printed", "printing")
    assert states(hall)["A001"] == "failed"


def test_a_printer_that_dies_during_a_job(shop, hall_at):
    hall = ready(hall_at(shop.socket, patience=1).start())
    shop.instruct(hold=True)
    hall.take("A")
    wait_until(shop.has_begun, "the job at the printer")
    shop.end(shop.printer)
    wait_until(lambda: states(hall)["A001"] == "failed", "the failure")
    assert jobs(hall)["A001"]["trouble"] == "unreachable"


def test_a_cupsd_that_dies_during_a_job_is_asked_what_became_of_it(shop, hall_at):
    hall = ready(hall_at(shop.socket, patience=1).start())
    shop.instruct(hold=True)
    hall.take("A")
    wait_until(shop.has_begun, "the job at the printer")
    shop.end(shop.cupsd)
    wait_until(lambda: device(hall)["state"] == "absent", "the trouble")
    assert "CUPS does not answer" in device(hall)["detail"]
    assert hall.call("Queue.Take", service="A")["ticket"]["slip"]["trouble"] == "unreachable"
    assert states(hall)["A001"] == "sending", "nobody knows yet"
    shop.instruct()
    shop.start_cupsd()
    wait_until(lambda: states(hall)["A001"] not in ("requested", "sending"), "the end")
    assert states(hall)["A001"] == "printed" and shop.documents()
    wait_until(lambda: device(hall)["state"] == "ok", "its return")


def test_a_dead_cups_costs_no_ticket_and_is_told(hall_at, directory):
    hall = hall_at(directory / "nobody.sock", patience=1).start()
    assert [hall.take("A") for _ in range(5)] == ["A001", "A002", "A003", "A004", "A005"]
    wait_until(lambda: set(states(hall).values()) == {"failed"}, "the failures")
    assert "CUPS does not answer" in jobs(hall)["A005"]["failure"]
    assert jobs(hall)["A001"]["trouble"] == "unreachable"


def test_a_queue_that_is_not_there_is_told(shop, hall_at):
    hall = hall_at(shop.socket)
    hall.config.write_text(hall.config.read_text().replace('queue = "tickets"', 'queue = "tikets"'))
    hall.start()
    wait_until(lambda: device(hall).get("state") == "absent", "the trouble")
    assert "CUPS has no queue ‘tikets’" in device(hall)["detail"]


def test_a_printer_that_the_units_sandbox_keeps_from_the_hall_prints_and_status_names_it(shop, hall_at, directory):
    hall = hall_at(shop.socket)
    hall.environment |= {"LD_PRELOAD": preload(directory, "closed_network.c"), "HALL_NETWORK": "closed"}
    hall.start()
    wait_until(lambda: "network-devices.conf" in hall.hallctl("status").stdout, "the alarm")
    told = device(hall)
    assert (told["state"], told.get("trouble"), told["notices"]) == ("degraded", None, ["state-by-cups"])
    assert "localhost" in told["detail"] or "127.0.0.1" in told["detail"]
    hall.take("A")
    wait_until(lambda: states(hall)["A001"] == "printed", "printing")
    assert len(shop.documents()) == 1


def test_a_kill_while_cups_has_the_slip_makes_the_next_one_a_copy(shop, hall_at):
    hall = ready(hall_at(shop.socket, patience=60).start())
    shop.instruct(hold=True)
    hall.take("A")
    wait_until(shop.has_begun, "the job at the printer")
    hall.kill()
    shop.instruct()
    wait_until(lambda: len(shop.documents()) == 1, "the slip that CUPS had")
    hall.start()
    wait_until(lambda: states(hall)["A001"] == "printed", "the copy")
    marked = ["补打" in slip_text(document) for document in shop.documents()]
    assert marked == [False, True]
