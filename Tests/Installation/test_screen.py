"""The screen's package in a booted Debian, without a screen: systemd starts its unit, a real cage and Chromium show the page."""

import http.client
import pathlib

from conftest import HANG_SECONDS, wait_until

POLICIES = "/etc/chromium/policies/managed/halld-kiosk.json"
# A container has neither a terminal of its own nor a graphics card.
WITHOUT_A_SCREEN = """[Unit]
ConditionPathExists=
[Service]
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
"""


def streams():
    """Who follows the hall: devices, and pages."""
    connection = http.client.HTTPConnection("127.0.0.1", 8080, timeout=HANG_SECONDS)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("hall_streams ")))


def connections(user):
    """Of a user's programs to the pages: of the screen's browser, while it lives."""
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    established, pages = "01", ":1F90"
    return sum(row[2].endswith(pages) and row[3] == established and row[7] == user for row in rows)


def shows_the_page(machine, others):
    """The unit runs, and its browser follows the hall as others do; with the unit's process."""
    user = machine.run("id -u halld-kiosk")
    try:
        wait_until(
            lambda: machine.is_active("halld-kiosk") and connections(user) > 0 and streams() > others, "the page")
    except AssertionError:
        raise AssertionError(machine.run("journalctl --no-pager -n 60", check=False)) from None
    return machine.main_pid("halld-kiosk")


def test_the_whole_life_of_a_screen(machine, packages):
    first, later = packages
    machine.install(first.hall)
    machine.serves()
    machine.run("systemctl start halld-web.socket")
    link = machine.hall("token", "add", "screen", "--kind", "kiosk")["path"]

    # Installed, and not started: whoever installs it may sit at this screen.
    machine.install(first.screen)
    assert machine.run("systemctl is-enabled halld-kiosk") == "enabled" and not machine.is_active("halld-kiosk")
    machine.run("mkdir -p /etc/systemd/system/halld-kiosk.service.d")
    machine.run(f"printf '{WITHOUT_A_SCREEN}' > /etc/systemd/system/halld-kiosk.service.d/screen.conf")
    machine.run("systemctl daemon-reload")

    # An address that is none is told, and nothing is shown.
    machine.run("sed -i 's#^HALL_KIOSK_URL=.*#HALL_KIOSK_URL=kiosk#' /etc/halld/kiosk.conf")
    machine.run("systemctl start halld-kiosk", check=False)
    assert "HALL_KIOSK_URL is no address" in machine.run("journalctl --no-pager -u halld-kiosk")
    machine.run("systemctl stop halld-kiosk")

    machine.run(f"sed -i 's#^HALL_KIOSK_URL=.*#HALL_KIOSK_URL=http://127.0.0.1:8080{link}#' /etc/halld/kiosk.conf")
    others = streams()
    machine.run("systemctl start halld-kiosk")
    session = shows_the_page(machine, others)

    # A user who may nothing; the policies and the link are root's.
    users = machine.run("grep -lE '^(cage|chromium)$' /proc/[0-9]*/comm | xargs dirname | xargs stat -c %U | sort -u")
    assert users == "halld-kiosk", users
    assert machine.run(f"grep NoNewPrivs /proc/{session}/status").endswith("1")
    assert '"URLAllowlist": ["http://127.0.0.1:8080"]' in machine.run(f"cat {POLICIES}")
    assert "denied" in machine.run(f"runuser -u halld-kiosk -- sh -c 'cat /etc/halld/kiosk.conf; : >> {POLICIES}' 2>&1", check=False)

    # It dies, and comes back; so it does after an upgrade, with its address.
    user = machine.run("id -u halld-kiosk")
    machine.run(f"kill -KILL {session}")
    wait_until(lambda: connections(user) == 0, "the browser to be gone")
    again = shows_the_page(machine, others)
    machine.upgrade(later.screen)
    assert len({session, again, shows_the_page(machine, others)}) == 3

    # Removed, nothing of it stays on the screen or in the browser's policies; purged, nothing at all.
    machine.run("apt-get remove -y -qq halld-kiosk")
    wait_until(lambda: connections(user) == 0, "the browser to be gone")
    assert machine.run(f"ls {POLICIES}", check=False) == ""
    machine.run("apt-get purge -y -qq halld-kiosk")
    assert machine.run("ls -d /var/lib/halld-kiosk /etc/halld/kiosk.conf", check=False) == ""
