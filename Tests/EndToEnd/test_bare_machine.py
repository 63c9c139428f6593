"""A machine with nothing: no network, no CUPS, no D-Bus, no device at its line."""

import shutil

import pytest

from disks import needs_root
from paper import wait_until

NOTHING = """
[[printer]]
name = "queue"
profile = "cups"
queue = "tickets"

[[printer]]
name = "roll"
profile = "escpos-80-raster"
address = "192.0.2.7:9100"

[[device]]
name = "display-1"
profile = "strip-aa"
device = "/dev/ttyUSB7"
window = 1

[[device]]
name = "keypad-1"
profile = "keypad-usb"
device = "/dev/input/by-id/none"
window = 1
"""


@needs_root
@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare of util-linux")
def test_a_hall_opens_without_network_cups_bus_or_any_device(new_hall, directory, default_file):
    file = directory / "hall.toml"
    file.write_text(default_file + NOTHING)
    hall = new_hall(file, web=f"unix:{directory}/web.sock")
    # No address at all, not even loopback; no socket of CUPS, D-Bus or the log; no devices but the usual files.
    hide = (
        'mount -t tmpfs none /run || exit 1; [ ! -d /dev/input ] || mount -t tmpfs none /dev/input || exit 1; exec "$@"')
    hall.environment |= {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent", "CUPS_SERVER": "/nonexistent"}
    hall.start(wrapper=["unshare", "--net", "--mount", "--", "sh", "-c", hide, "sh"])
    number = hall.take("A")
    assert hall.call("Window.Call", window=1)["ticket"]["number"] == number
    hall.call("Window.Finish", window=1)
    assert (directory / "web.sock").exists()

    def troubles():
        return {device["name"] for device in hall.call("Device.List")["devices"] if device["state"] != "ok"}

    wait_until(lambda: {"queue", "roll", "display-1", "keypad-1"} <= troubles(), "every device to be told absent")
    told = {alarm.get("device") for alarm in hall.call("Hall.Status")["alarms"]}
    assert {"queue", "roll", "display-1", "keypad-1"} <= told
    assert hall.call("Tally.Day")["served"] == 1
    assert hall.stop() == 0
