"""Slips: files in a folder, and paper through a real cupsd and a real IPP printer."""

import os
import pathlib
import shutil
import socket
import subprocess
import textwrap
import time

import pytest

from conftest import HANG_SECONDS


def wait_until(true, what):
    """Polls a condition that nothing announces."""
    deadline = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.02)


def jobs(hall):
    return {job["number"]: job for job in hall.call("Print.List")["jobs"]}


def slip_text(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def page_millimetres(path):
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    size = next(line for line in info.splitlines() if line.startswith("Page size"))
    width, height = float(size.split()[2]), float(size.split()[4])
    return width / 72 * 25.4, height / 72 * 25.4


def test_the_demo_hall_writes_each_slip_as_a_pdf(hall):
    ticket = hall.call("Queue.Take", service="A")["ticket"]
    hall.call("Queue.Take", service="minimum-living", language="en")
    wait_until(lambda: all(job["state"] == "printed" for job in jobs(hall).values()), "printing")
    text = slip_text(hall.state / "slips" / f"{ticket['day']}-A001.pdf")
    for words in ["A001", "示范社区一站式服务大厅", "就业失业登记", "您前面还有 0 人", "免费"]:
        assert words in text
    sensitive = slip_text(hall.state / "slips" / f"{ticket['day']}-B001.pdf")
    assert "Social assistance" in sensitive and "Minimum living" not in sensitive
    width, height = page_millimetres(hall.state / "slips" / f"{ticket['day']}-A001.pdf")
    assert round(width) == 80 and 50 < height < 200


def test_a_copy_says_that_it_is_one(hall):
    ticket = hall.call("Queue.Take", service="A")["ticket"]
    hall.call("Queue.Reprint", number="A001")
    wait_until(lambda: len(list((hall.state / "slips").glob("*.pdf"))) == 2, "printing")
    copies = list((hall.state / "slips").glob("*copy*.pdf"))
    assert len(copies) == 1 and "补打" in slip_text(copies[0])
    assert "补打" not in slip_text(hall.state / "slips" / f"{ticket['day']}-A001.pdf")


def test_no_print_takes_a_number_without_a_slip(hall):
    hall.call("Queue.Take", service="A", print=False)
    assert jobs(hall) == {}


def test_slips_asked_for_before_a_crash_are_printed_after_it(new_hall):
    hall = new_hall()
    (hall.state).mkdir()
    (hall.state / "slips").write_text("in the way")
    hall.start()
    hall.take()
    wait_until(lambda: jobs(hall)["A001"]["state"] == "failed", "the failure")
    assert "slips" in jobs(hall)["A001"]["failure"]
    assert hall.call("Hall.Status")["printFailures"] == 1
    (hall.state / "slips").unlink()
    hall.call("Print.Retry", job=1)
    hall.kill()
    hall.start()
    wait_until(lambda: jobs(hall)["A001"]["state"] == "printed", "printing")
    assert list((hall.state / "slips").glob("*A001.pdf"))


# ---------------------------------------------------------------- CUPS

pytestmark_root = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("ippeveprinter"), reason="a private cupsd needs root and Debian's cups")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class PrintShop:
    """A cupsd, a system bus and an IPP Everywhere printer of the test's own."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.processes = []
        self.cups_port, self.printer_port = free_port(), free_port()
        self.socket = self.directory / "cups.sock"
        self.spool = self.directory / "spool"
        self.arrived = self.directory / "arrived"

    def spawn(self, *command, **environment):
        log = open(self.directory / "log", "ab")
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, **environment})
        self.processes.append(process)
        return process

    def start(self):
        for name in ["root", "spool", "cache", "state", "tmp", "log.d", "arrived", "printer"]:
            (self.directory / name).mkdir()
            (self.directory / name).chmod(0o777)
        self.directory.chmod(0o755)
        self.start_bus()
        self.start_printer()
        self.start_cupsd()
        subprocess.run(
            ["lpadmin", "-h", f"127.0.0.1:{self.cups_port}", "-p", "tickets", "-E", "-v",
             f"ipp://localhost:{self.printer_port}/ipp/print", "-m", "everywhere"],
            check=True, timeout=HANG_SECONDS, capture_output=True)
        return self

    def start_bus(self):
        config = self.directory / "bus.conf"
        config.write_text(textwrap.dedent(f"""\
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>system</type><listen>unix:path={self.directory}/bus</listen>
            <policy context="default"><allow user="*"/><allow own="*"/>
            <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
            </busconfig>"""))
        self.spawn("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
        self.bus = f"unix:path={self.directory}/bus"
        wait_until((self.directory / "bus").exists, "the bus")

    def start_printer(self):
        keep = self.directory / "keep"
        keep.write_text(f"#!/bin/sh\ncp \"$1\" {self.arrived}/$(date +%s%N).pdf\n")
        keep.chmod(0o755)
        self.spawn(
            "ippeveprinter", "-r", "off", "-p", self.printer_port, "-n", "localhost", "-d",
            self.directory / "printer", "-k", "-f", "application/pdf,image/pwg-raster,image/urf", "-c", keep,
            "Tickets", DBUS_SYSTEM_BUS_ADDRESS=self.bus)
        wait_until(lambda: answers(self.printer_port), "the printer")

    def start_cupsd(self):
        files, config = self.directory / "cups-files.conf", self.directory / "cupsd.conf"
        place = self.directory
        files.write_text(textwrap.dedent(f"""\
            ServerRoot {place}/root
            RequestRoot {place}/spool
            TempDir {place}/tmp
            CacheDir {place}/cache
            StateDir {place}/state
            AccessLog {place}/log.d/access
            ErrorLog {place}/log.d/error
            PageLog {place}/log.d/page
            User lp
            Group lp
            SystemGroup root
            Sandboxing relaxed
            """))
        config.write_text(textwrap.dedent(f"""\
            Listen 127.0.0.1:{self.cups_port}
            Listen {self.socket}
            Browsing Off
            DefaultAuthType None
            ErrorPolicy retry-job
            <Location />
              Order allow,deny
              Allow all
            </Location>
            <Policy default>
              <Limit All>
                Order deny,allow
              </Limit>
            </Policy>
            """))
        self.spawn("/usr/sbin/cupsd", "-f", "-c", config, "-s", files, DBUS_SYSTEM_BUS_ADDRESS=self.bus)
        wait_until(lambda: answers(self.cups_port), "cupsd")

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def print_shop(directory):
    place = directory / "cups"
    place.mkdir()
    shop = PrintShop(place)
    yield shop
    shop.stop()


@pytestmark_root
def test_a_slip_arrives_at_an_ipp_printer_through_cups(new_hall, directory, default_file, print_shop):
    print_shop.start()
    directory.chmod(0o755)
    config = directory / "hall.toml"
    config.write_text(default_file.replace('# printer = "tickets"', 'printer = "tickets"'))
    hall = new_hall(config, environment={"CUPS_SERVER": str(print_shop.socket)}).start()
    hall.take("A")
    wait_until(lambda: jobs(hall)["A001"]["state"] != "requested", "CUPS")
    assert jobs(hall)["A001"]["state"] == "printed", jobs(hall)
    wait_until(lambda: list(print_shop.arrived.glob("*")), "the document's arrival")
    document = next(print_shop.arrived.glob("*"))
    wait_until(lambda: document.read_bytes().rstrip().endswith(b"%%EOF"), "the whole document")
    assert "A001" in slip_text(document)


@pytestmark_root
def test_a_dead_cups_costs_no_ticket_and_is_told(new_hall, directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file.replace('# printer = "tickets"', 'printer = "tickets"'))
    hall = new_hall(config, environment={"CUPS_SERVER": str(directory / "nobody.sock")}).start()
    assert [hall.take("A") for _ in range(5)] == ["A001", "A002", "A003", "A004", "A005"]
    wait_until(lambda: all(job["state"] == "failed" for job in jobs(hall).values()), "the failures")
    assert "CUPS does not answer" in jobs(hall)["A001"]["failure"]
