"""The package in a booted Debian: installed, sandboxed, used by hallctl and by HTTP, hung, upgraded, removed.

Needs root, and a package that `make deb` has made; `make test-install` brings both. The container shares the machine's
network: port 8080 must be free.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
BASE = BUILD / "debian-base"
MACHINE = BUILD / "debian-machine"
HANG_SECONDS = int(os.environ.get("HALL_HANG_SECONDS", 180))

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to boot a container")


def wait_until(true, what):
    deadline = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.2)


class Machine:
    """A booted container, entered through its first process's namespaces."""

    def __init__(self, root):
        self.root = root
        self.log = open(BUILD / "debian-machine.log", "wb")
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", root, "--register=no", "--keep-unit", "--resolv-conf=copy-host", "-b"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_until(lambda: self.leader() and self.run("systemctl is-system-running --wait", check=False) != "", "the boot")

    def leader(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return children[0] if children else None

    def run(self, command, check=True, **environment):
        done = subprocess.run(
            ["nsenter", "-t", self.leader(), "-a", "env", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8",
             *(f"{name}={value}" for name, value in environment.items()), "sh", "-c", command],
            capture_output=True, text=True, timeout=HANG_SECONDS * 3)
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout.strip()

    def hall(self, *words):
        return json.loads(self.run("hallctl --json " + " ".join(words)))

    def is_active(self):
        return self.run("systemctl is-active halld", check=False) == "active"

    def serves(self):
        """The unit is up and answers; with what it says of itself where it does not."""
        try:
            wait_until(lambda: self.run("hallctl status >/dev/null 2>&1 && echo up", check=False) == "up", "the unit")
        except AssertionError:
            raise AssertionError(self.run("systemctl status --no-pager -n 40 halld", check=False)) from None
        assert self.is_active()

    def main_pid(self):
        return self.run("systemctl show -p MainPID --value halld")

    def off(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


@pytest.fixture(scope="module")
def packages():
    """As made, and as the next version."""
    first = max(BUILD.glob("halld_*.deb"), key=lambda one: one.stat().st_mtime)
    version = first.name.split("_")[1]
    later = f"{version}.99"
    subprocess.run([ROOT / "packaging/make-deb", BUILD / "package/release", later, BUILD / "later"], check=True)
    return first, next((BUILD / "later").glob(f"halld_{later}_*.deb"))


@pytest.fixture(scope="module")
def machine(packages):
    if not (BASE / "bin/sh").exists():
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,debconf,init-system-helpers,udev",
             "bookworm", BASE], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(MACHINE, ignore_errors=True)
    subprocess.run(["cp", "-a", BASE, MACHINE], check=True)
    for package in packages:
        shutil.copy(package, MACHINE / "srv")
    (MACHINE / "etc/machine-id").unlink(missing_ok=True)
    machine = Machine(MACHINE)
    yield machine
    machine.off()
    shutil.rmtree(MACHINE, ignore_errors=True)


def post(operation, parameters, token):
    connection = http.client.HTTPConnection("127.0.0.1", 8080, timeout=HANG_SECONDS)
    connection.request(
        "POST", f"/api/{operation}", json.dumps(parameters),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


DEVICES = "".join(
    f"\\n[[device]]\\nname = \"{name}\"\\nprofile = \"strip-aa\"\\n{place}\\nwindow = 1\\n" for name, place in [
        ("led", 'address = "127.0.0.1:9"'), ("strip", 'device = "/dev/ttyUSB0"')])


def details(machine):
    """Why devices are absent, by name."""
    devices = machine.hall("device", "list")["devices"]
    return {one["name"]: one.get("detail", "") for one in devices if one["state"] == "absent"}


def test_the_whole_life_of_an_installation(machine, packages):
    first, later = packages
    machine.run("apt-get update -qq")
    machine.run(f"apt-get install -y -qq --no-install-recommends /srv/{first.name}")
    machine.serves()

    # Sandboxed.
    shown = machine.run("systemctl show halld -p PrivateNetwork -p ProtectSystem -p NoNewPrivileges -p User")
    assert set(shown.split("\n")) == {"PrivateNetwork=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "User=halld"}
    score = machine.run("systemd-analyze security --no-pager halld | tail -1")
    assert float(re.search(r"(\d+\.\d+)", score)[1]) <= 0.5, score
    network = machine.run(f"nsenter -t {machine.main_pid()} -n cat /proc/net/dev | wc -l")
    assert int(network) == 3, "its network has the loopback alone"

    # Used by hallctl, and by HTTP through the proxy.
    number = machine.hall("take", "A", "--no-print")["ticket"]["number"]
    machine.run("systemctl start halld-web.socket")
    token = machine.hall("token", "add", "kiosk", "--kind", "kiosk")["token"]
    status, answer = post("Queue.Take", {"service": "job-registration"}, token)
    assert status == 200, answer
    second = answer["ticket"]["number"]
    assert machine.hall("call", "1")["ticket"]["number"] == number
    status, answer = post("Window.Call", {"window": 1}, token)
    assert status == 403

    # A member of the staff's group works at a window, anybody else does not.
    machine.run("useradd -G hall-staff clerk && useradd stranger")
    machine.run("runuser -u clerk -- hallctl finish 1")
    assert "PermissionDenied" in machine.run("runuser -u stranger -- hallctl call 1 2>&1", check=False)

    # Hung: the watchdog starts it again, and nothing is lost.
    before = machine.main_pid()
    machine.run(f"kill -STOP {before}")
    wait_until(lambda: machine.is_active() and machine.main_pid() not in ("0", before), "the watchdog")
    machine.serves()
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "waiting"
    assert "Watchdog timeout" in machine.run("journalctl -u halld --no-pager")

    # Upgraded in the middle of the day: state and the hall's own file stay.
    machine.run("sed -i 's/示范社区一站式服务大厅/桃源社区服务大厅/' /etc/halld/hall.toml && systemctl reload halld")
    machine.run("cp /etc/halld/hall.toml /srv/good.toml && echo '[[[' >> /etc/halld/hall.toml")
    assert "failed" in machine.run("systemctl reload halld 2>&1", check=False) and machine.is_active()
    machine.run("mv /srv/good.toml /etc/halld/hall.toml")
    machine.run(f"apt-get install -y -qq --no-install-recommends /srv/{later.name}")
    machine.serves()
    assert machine.hall("status")["hall"]["zhHans"] == "桃源社区服务大厅"
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "waiting"
    assert machine.hall("call", "1")["ticket"]["number"] == second
    assert machine.hall("journal", "verify")["intact"]
    assert machine.run("dpkg-query -W -f '${Version}' halld").endswith(".99")

    # What its sandbox keeps away is told with what helps, and the drop-in helps.
    machine.run("cp /etc/halld/hall.toml /srv/good.toml")
    machine.run(f"printf '{DEVICES}' >> /etc/halld/hall.toml && systemctl reload halld")
    wait_until(lambda: {"led", "strip"} <= set(details(machine)), "the devices to be told absent")
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

    # Documented and completed.
    for page in ["man8/halld.8.gz", "man1/hallctl.1.gz", "man5/hall.toml.5.gz", "man5/halld-devices.5.gz"]:
        machine.run(f"zcat /usr/share/man/{page} | grep -q '^.TH'")
    machine.run("bash -n /usr/share/bash-completion/completions/hallctl")

    # Removed: the journal stays, and goes only where somebody says so.
    machine.run("apt-get remove -y -qq halld")
    assert not machine.is_active() and machine.run("ls /var/lib/halld/journal.sqlite")
    machine.run("apt-get purge -y -qq halld")
    assert machine.run("ls /var/lib/halld/journal.sqlite")
    machine.run(f"apt-get install -y -qq --no-install-recommends /srv/{later.name}")
    machine.serves()
    assert machine.hall("ticket", "show", second)["ticket"]["state"] == "called"
    machine.run("echo 'halld halld/remove-journal boolean true' | debconf-set-selections")
    machine.run("apt-get purge -y -qq halld")
    assert machine.run("ls -d /var/lib/halld", check=False) == ""
