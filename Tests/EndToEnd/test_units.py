"""The systemd unit, as systemd itself judges it."""

import os
import re
import shutil
import subprocess

import pytest

from conftest import BINARIES, ROOT

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs Debian's systemd")


@pytest.fixture
def unit(directory):
    """With the built binary in the place of the installed one."""
    path = directory / "halld.service"
    text = (ROOT / "systemd" / "halld.service").read_text()
    for name in ["halld", "hallctl"]:
        text = text.replace(f"/usr/bin/{name}", str((BINARIES / name).resolve()))
    path.write_text(text)
    return path


def test_the_unit_is_good(unit):
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_units_that_bring_the_network_to_the_pages_are_good(unit, directory):
    for name in ["halld-web.service", "halld-web.socket"]:
        shutil.copy(ROOT / "systemd" / name, directory)
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", directory / "halld-web.service", directory / "halld-web.socket"],
        capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", directory / "halld-web.service"], check=True,
        capture_output=True)
    assert "--web unix:/run/halld/web.sock" in unit.read_text()
    assert "/run/halld/web.sock" in (directory / "halld-web.service").read_text()


def test_the_unit_exposes_little(unit):
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=5", unit], check=True, capture_output=True)


def test_the_journal_can_explain_every_alarm(directory):
    ids = re.findall(r'"(\w+)": "([0-9a-f]{32})"', (ROOT / "Sources/HallWire/AlarmIDs.swift").read_text())
    catalogue = (ROOT / "systemd" / "halld.catalog").read_text()
    assert sorted(re.findall(r"^-- ([0-9a-f]{32})$", catalogue, re.M)) == sorted(identity for _, identity in ids)
    place = directory / "usr/lib/systemd/catalog"
    place.mkdir(parents=True)
    (directory / "var/lib/systemd/catalog").mkdir(parents=True)
    shutil.copy(ROOT / "systemd" / "halld.catalog", place)
    made = subprocess.run(
        ["journalctl", "--update-catalog", f"--root={directory}"], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    told = subprocess.run(
        ["journalctl", "--list-catalog", f"--root={directory}", dict(ids)["printer"]], capture_output=True, text=True)
    assert "A printer does not print" in told.stdout, told.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give directories away")
def test_sysusers_and_tmpfiles_are_good(directory):
    for command, name in [("systemd-sysusers", "sysusers"), ("systemd-tmpfiles", "tmpfiles")]:
        arguments = ["--dry-run"] if name == "sysusers" else ["--create"]
        root = directory / name
        (root / "etc").mkdir(parents=True)
        if name == "tmpfiles":
            # Its users, as systemd-sysusers would have made them.
            (root / "etc" / "passwd").write_text("root:x:0:0::/root:/bin/sh\nhalld:x:900:900::/:/bin/false\n")
            (root / "etc" / "group").write_text("root:x:0:\nhalld:x:900:\n")
        result = subprocess.run(
            [command, *arguments, f"--root={root}", ROOT / "systemd" / f"halld.{name}.conf"],
            capture_output=True, text=True)
        assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, lets_in, threshold", [
    ("backup-disk", [], 5), ("local-printers", [], 7), ("local-devices", [], 7), ("network-devices", [], 12),
    ("network-devices", ["192.168.1.50", "192.168.1.60/31"], 13)])
def test_the_drop_ins_are_good_and_open_little_more(unit, name, lets_in, threshold):
    places = unit.parent / "halld.service.d"
    places.mkdir()
    text = (ROOT / "systemd" / f"{name}.conf").read_text()
    for address in lets_in:
        assert f"#IPAddressAllow={address}\n" in text
        text = text.replace(f"#IPAddressAllow={address}\n", f"IPAddressAllow={address}\n")
    (places / f"{name}.conf").write_text(text)
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={threshold}", unit], check=True,
        capture_output=True)


@pytest.mark.parametrize("name", ["local-printers", "local-devices"])
def test_the_drivers_that_a_drop_in_names_are_there_before_it_is_read(name):
    """systemd.resource-control(5): an expression by a driver that is not loaded yet allows nothing, until a restart."""
    text = (ROOT / "systemd" / f"{name}.conf").read_text()
    modules = {"char-ttyUSB": "usbserial", "char-ttyACM": "cdc_acm", "char-alsa": "snd", "char-lp": "lp"}
    wanted = {modules[kind] for kind in re.findall(r"^DeviceAllow=(\S+)", text, re.M) if kind in modules}
    for key in ["Wants", "After"]:
        line = re.search(rf"^{key}=(.*)$", text, re.M)[1]
        assert set(line.split()) == {f"modprobe@{module}.service" for module in wanted}
