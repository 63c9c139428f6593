"""The daemon's package in a booted Debian: installed, sandboxed, used by hallctl and by HTTP, hung, upgraded, removed."""

import json
import re

from conftest import ROOT, Held, wait_until


DEVICES = "".join(
    f"\\n[[device]]\\nname = \"{name}\"\\nprofile = \"strip-aa\"\\n{place}\\nwindow = 1\\n" for name, place in [
        ("led", 'address = "127.0.0.1:9"'), ("strip", 'device = "/dev/ttyUSB0"')])


def details(machine):
    """Why devices are absent, by name."""
    devices = machine.hall("device", "list")["devices"]
    return {one["name"]: one.get("detail", "") for one in devices if one["state"] == "absent"}


ALARM_IDS = dict(re.findall(r'"(\w+)": "([0-9a-f]{32})"', (ROOT / "Sources/HallWire/AlarmIDs.swift").read_text()))


def alarm_of(machine, name, words):
    """As the machine's journal has it, under the id that its catalogue explains."""
    lines = machine.run(f"journalctl -u halld --no-pager -o json MESSAGE_ID={ALARM_IDS[name]}").splitlines()
    return next((one for one in map(json.loads, lines) if words in one["MESSAGE"]), None)


def udev_says(machine, rules):
    """What it tells of a file of rules when it reads them all."""
    told = machine.run("udevadm test /sys/class/mem/null 2>&1", check=False)
    return [line for line in told.splitlines() if rules in line]


def test_the_whole_life_of_an_installation(machine, packages):
    first, later = packages
    machine.install(first.hall)
    machine.serves()

    # Sandboxed.
    shown = machine.run("systemctl show halld -p PrivateNetwork -p ProtectSystem -p NoNewPrivileges -p User")
    assert set(shown.split("\n")) == {"PrivateNetwork=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "User=halld"}
    score = machine.run("systemd-analyze security --no-pager halld | tail -1")
    assert float(re.search(r"(\d+\.\d+)", score)[1]) <= 0.5, score
    network = machine.run(f"nsenter -t {machine.main_pid()} -n cat /proc/net/dev | wc -l")
    assert int(network) == 3, "its network has the loopback alone"

    # Used by hallctl, and by HTTP through the proxy, as the manual says.
    number = machine.hall("take", "A", "--no-print")["ticket"]["number"]
    machine.run("systemctl enable --now halld-web.socket")
    token = machine.hall("token", "add", "kiosk", "--kind", "kiosk")["token"]
    status, answer = machine.post("Queue.Take", {"service": "job-registration"}, Authorization=f"Bearer {token}")
    assert status == 200, answer
    second = answer["ticket"]["number"]
    assert machine.hall("call", "1")["ticket"]["number"] == number
    status, answer = machine.post("Window.Call", {"window": 1}, Authorization=f"Bearer {token}")
    assert status == 403
    machine.run("hallctl finish 1 && echo 2580 | hallctl staff pin 1")
    third = machine.hall("take", "A", "--no-print")["ticket"]["number"]
    clerk = machine.sign_in("1", "2580")
    status, answer = machine.post("Window.Call", {"window": 1, "number": third}, Cookie=clerk)
    assert (status, answer.get("ticket", {}).get("state")) == (200, "called"), answer
    # What the daemon says of itself has the fields that a monitor reads.
    told = [json.loads(line) for line in machine.run("journalctl -u halld --no-pager -o json").splitlines()]
    assert any("HALL_SEQUENCE" in line and "HALL_CHAIN" in line for line in told), told

    # udev reads its rules without a complaint.
    rules = "/usr/lib/udev/rules.d/60-halld.rules"
    assert udev_says(machine, rules) == [f"Reading rules file: {rules}"]
    machine.run("echo 'SUBSYSTEM==tty' > /etc/udev/rules.d/61-bad.rules")
    assert len(udev_says(machine, "/etc/udev/rules.d/61-bad.rules")) > 1, "which tells of bad ones"
    machine.run("rm /etc/udev/rules.d/61-bad.rules")

    # A member of the staff's group works at a window, anybody else does not.
    machine.run("useradd -G hall-staff clerk && useradd stranger")
    machine.run("runuser -u clerk -- hallctl finish 1")
    assert "PermissionDenied" in machine.run("runuser -u stranger -- hallctl call 1 2>&1", check=False)

    # One of its event loops hangs: the watchdog starts it again, and nothing is lost.
    before = machine.main_pid()
    stuck = Held(machine.event_loops()[0])
    wait_until(stuck.is_gone, "its end")
    wait_until(lambda: machine.is_active() and machine.main_pid() not in ("0", before), "the watchdog")
    machine.serves()
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "waiting"
    log = machine.run("journalctl -u halld --no-pager")
    assert "Watchdog timeout" in log
    # Its filter refuses the runtime no priorities (EPERM), nor does its limit (EACCES) where systemd may raise limits.
    assert "errno=1\n" not in log
    assert "thread priority" not in log or not re.search(r"nice priority +24", machine.run(f"cat /proc/{machine.main_pid()}/limits"))

    # Upgraded in the middle of the day: state and the hall's own file stay.
    machine.run("sed -i 's/示范社区一站式服务大厅/桃源社区服务大厅/' /etc/halld/hall.toml && systemctl reload halld")
    machine.run("cp /etc/halld/hall.toml /srv/good.toml && echo '[[[' >> /etc/halld/hall.toml")
    assert "failed" in machine.run("systemctl reload halld 2>&1", check=False) and machine.is_active()
    machine.run("mv /srv/good.toml /etc/halld/hall.toml")
    machine.upgrade(later.hall)
    machine.serves()
    assert machine.page("/healthz")[0] == 200
    assert machine.run("tail -1 /etc/halld/hall.toml.dpkg-dist") == "# Explained better."
    assert machine.hall("status")["hall"]["zhHans"] == "桃源社区服务大厅"
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "waiting"
    assert machine.hall("call", "1")["ticket"]["number"] == second
    assert machine.hall("journal", "verify")["intact"]
    assert machine.run("dpkg-query -W -f '${Version}' halld").endswith(".99")

    # What its sandbox keeps away is told with what helps, and the drop-in helps.
    machine.run("cp /etc/halld/hall.toml /srv/good.toml")
    machine.run(f"printf '{DEVICES}' >> /etc/halld/hall.toml && systemctl reload halld")
    wait_until(lambda: {"led", "strip"} <= set(details(machine)), "the devices to be told absent")
    wait_until(lambda: alarm_of(machine, "device", "(led"), "the alarm in the machine's journal")
    told = alarm_of(machine, "device", "(led")
    assert (told["PRIORITY"], told["HALL_SINCE"][:4]) == ("4", machine.run("date +%Y").strip())
    assert "network-devices.conf" in machine.run("hallctl status")
    assert "Displays, keypads, lamps: see to power and cable" in machine.run(
        f"journalctl -u halld -x --no-pager MESSAGE_ID={ALARM_IDS['device']}")
    assert "network-devices.conf" in details(machine)["led"] and "local-devices.conf" in details(machine)["strip"]
    machine.run("install -D -m 644 /usr/share/halld/systemd/network-devices.conf -t /etc/systemd/system/halld.service.d")
    machine.run("sed -i 's/^#IPAddressAllow=.*50/IPAddressAllow=127.0.0.1/' /etc/systemd/system/halld.service.d/*.conf")
    machine.run("systemctl daemon-reload && systemctl restart halld")
    machine.serves()
    wait_until(lambda: "led" in details(machine), "the display on the network to be tried")
    assert "Connection refused" in details(machine)["led"], "nobody is there, and that is all"
    machine.run("rm -r /etc/systemd/system/halld.service.d && mv /srv/good.toml /etc/halld/hall.toml")
    machine.run("systemctl daemon-reload && systemctl restart halld")
    machine.serves()

    # Copies on another disk, which the sandbox keeps away as well.
    machine.run("cp /etc/halld/hall.toml /srv/good.toml")
    machine.run("sed -i 's,^# directory = \"/mnt,directory = \"/mnt,' /etc/halld/hall.toml && systemctl restart halld")
    machine.serves()
    wait_until(lambda: alarm_of(machine, "backup", "install backup-disk.conf"), "the alarm")
    machine.run("install -d -o halld -g halld -m 750 /mnt/usb/halld")
    machine.run("install -D -m 644 /usr/share/halld/systemd/backup-disk.conf -t /etc/systemd/system/halld.service.d")
    machine.run("systemctl daemon-reload && systemctl restart halld")
    machine.serves()
    wait_until(lambda: machine.run("ls /mnt/usb/halld/journal-*.sqlite", check=False), "the copy")
    machine.run("rm -r /etc/systemd/system/halld.service.d && mv /srv/good.toml /etc/halld/hall.toml")

    # A file that never ends: systemd ends the start, and in the end the last good files are in force.
    machine.run("mkfifo /etc/halld/logo.png && mkdir /etc/systemd/system/halld.service.d")
    machine.run("printf '[Service]\nTimeoutStartSec=3\n' > /etc/systemd/system/halld.service.d/soon.conf")
    machine.run("cp /etc/halld/hall.toml /srv/good.toml && sed -i 's/^# logo = /logo = /' /etc/halld/hall.toml")
    machine.run("systemctl daemon-reload && systemctl restart --no-block halld")
    wait_until(lambda: "lastGoodFile" in machine.run("hallctl --json status", check=False), "the last good files")
    assert "start operation timed out" in machine.run("journalctl -u halld --no-pager")
    machine.run("rm -r /etc/systemd/system/halld.service.d /etc/halld/logo.png && mv /srv/good.toml /etc/halld/hall.toml")
    machine.run("systemctl daemon-reload && systemctl restart halld")
    machine.serves()
    assert "lastGoodFile" not in machine.run("hallctl --json status")

    # It is there again when the machine is.
    machine.boot_again()
    machine.serves()
    assert machine.page("/healthz")[0] == 200
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "called"
    assert machine.run("systemctl is-enabled halld") == "enabled"

    # Put together again at root's prompt, as the manual says: the daemon can open what comes of it.
    machine.run("systemctl stop halld && LC_ALL=C sed -i '0,/clockAnchored/s//clockAnchorex/' /var/lib/halld/journal.sqlite")
    assert "Restored" in machine.run("halld restore --yes")
    machine.run("systemctl start halld")
    machine.serves()
    assert "restored" in machine.run("hallctl --json status") and machine.hall("journal", "verify")["intact"]
    machine.run("rm -r /var/lib/halld/quarantine")

    # A start on a disk that takes nothing is told, and the hall opens by itself when the disk is writable again, though what
    # the sandbox saw of it at the start was not.
    machine.run("systemctl stop halld && cp -a /var/lib/halld /srv/kept && mount -t tmpfs tmpfs /var/lib/halld")
    machine.run("cp -aT /srv/kept /var/lib/halld && chown halld:halld /var/lib/halld && chmod 750 /var/lib/halld")
    machine.run("mount -o remount,ro /var/lib/halld && systemctl start halld")
    assert "Read-only file system" in machine.run("systemctl status --no-pager -n 0 halld")
    assert "Read-only file system" in machine.run("hallctl status 2>&1", check=False)
    status, page = machine.page("/kiosk")
    assert status == 503 and "系统暂时不能启动" in page
    machine.run("mount -o remount,rw /var/lib/halld")
    machine.serves()
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "called"
    machine.run("systemctl stop halld && rm -rf /srv/kept && cp -a /var/lib/halld /srv/kept && umount /var/lib/halld")
    machine.run("cp -aT /srv/kept /var/lib/halld && systemctl start halld")
    machine.serves()
    assert machine.hall("journal", "verify")["intact"]

    # Documented and completed.
    for page in ["man8/halld.8.gz", "man1/hallctl.1.gz", "man5/hall.toml.5.gz", "man5/halld-devices.5.gz"]:
        machine.run(f"zcat /usr/share/man/{page} | grep -q '^.TH'")
    machine.run("bash -n /usr/share/bash-completion/completions/hallctl")

    # Removed: the journal stays, and goes only where somebody says so.
    machine.run("apt-get remove -y -qq halld")
    assert not machine.is_active() and machine.run("ls /var/lib/halld/journal.sqlite")
    machine.run("apt-get purge -y -qq halld")
    assert machine.run("ls /var/lib/halld/journal.sqlite")
    machine.install(later.hall)
    machine.serves()
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "called"
    machine.run_at_a_terminal("apt-get purge -y halld", "Remove the journal of the service hall for good?", "yes")
    left = machine.run("ls -d /var/lib/halld /etc/systemd/system/*/halld-web.socket", check=False)
    assert left == ""
