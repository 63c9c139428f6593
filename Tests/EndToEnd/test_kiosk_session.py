"""The screen's package: its session runs with a real cage and Chromium, without a screen, as a user of its own."""

import http.server
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import threading

import pytest

from conftest import HANG_SECONDS, ROOT
from disks import needs_root
from paper import free_port, wait_until
from web import Visitor, address_of

KIOSK = ROOT / "packaging/kiosk"


def policies(url, file):
    return subprocess.run(
        [KIOSK / "kiosk-policies", file], env={**os.environ, "HALL_KIOSK_URL": url}, capture_output=True, text=True)


@pytest.mark.parametrize("url, origin", [
    ("http://127.0.0.1:8080/kiosk", "http://127.0.0.1:8080"), ("https://hall.example/enter/Abc_-", "https://.hall.example:443"),
    ("http://[fe80::1]:8080/board", "http://[fe80::1]:8080"), ("http://192.168.1.10", "http://192.168.1.10:80"),
    ("http://hall:8/", "http://.hall:8"), ("https://[fe80::1]/board", "https://[fe80::1]:443"),
])
def test_policies_allow_the_halls_origin_and_nothing_else(tmp_path, url, origin):
    file = tmp_path / "managed/halld-kiosk.json"
    assert policies(url, file).returncode == 0
    told = json.loads(file.read_text())
    assert (told["URLBlocklist"], told["URLAllowlist"]) == (["*"], [origin])
    assert told["DeveloperToolsAvailability"] == 2


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://", "javascript:alert(1)", 'http://x"],"y":["', "http://x\n*", "kiosk"])
def test_an_address_that_is_none_writes_no_policies(tmp_path, url):
    told = policies(url, tmp_path / "policies.json")
    assert told.returncode != 0 and "HALL_KIOSK_URL" in told.stderr and not (tmp_path / "policies.json").exists()


def test_the_unit_is_good(tmp_path):
    text = (ROOT / "systemd/halld-kiosk.service").read_text()
    text = text.replace("/usr/lib/halld-kiosk", str(KIOSK)).replace("/usr/bin/cage", shutil.which("cage") or "/bin/true")
    (tmp_path / "halld-kiosk.service").write_text(text)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "halld-kiosk.service"], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_package_is_well_made(tmp_path):
    subprocess.run([ROOT / "packaging/make-kiosk-deb", "0.0.1", tmp_path], check=True, stdout=subprocess.DEVNULL)
    package = tmp_path / "halld-kiosk_0.0.1_all.deb"
    told = subprocess.run(["lintian", "--fail-on", "error", package], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
    named = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    for name in ["halld-kiosk/kiosk-session", "system/halld-kiosk.service", "etc/halld/kiosk.conf", "etc/pam.d/halld-kiosk"]:
        assert name in named


@pytest.fixture
def elsewhere():
    """Another server on this machine, which must never be asked."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    yield server
    server.shutdown()


def cut(session):
    """Ends the first process of the session's space, and with it every other."""
    if session.poll() is None:
        first = pathlib.Path(f"/proc/{session.pid}/task/{session.pid}/children").read_text().split()[0]
        os.kill(int(first), signal.SIGKILL)
        session.wait()


@pytest.fixture
def screen(directory):
    """A session with no screen behind it; policies where Chromium looks, for its process alone."""
    if not shutil.which("cage"):
        pytest.fail("needs cage of Debian")
    user = pwd.getpwnam("nobody")
    home = directory / "screen"
    (home / "run").mkdir(parents=True)
    (home / "run").chmod(0o700)
    for place in [home, home / "run"]:
        os.chown(place, user.pw_uid, user.pw_gid)
    os.chmod(directory, 0o755)
    sessions = []

    def show(url, allowed=None):
        assert policies(allowed or url, directory / "policies/managed/halld-kiosk.json").returncode == 0
        (directory / "policies/managed").chmod(0o755)
        inside = (
            'mkdir -p /etc/chromium /tmp/.X11-unix && mount -t tmpfs none /etc/chromium'
            ' && mount -t tmpfs -o mode=1777 none /tmp/.X11-unix && cp -r "$0" /etc/chromium/policies && exec "$@"')
        log = open(directory / "session.log", "ab")
        session = subprocess.Popen(
            # A process of its own space: when it is killed, everything in it is.
            ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c", inside, directory / "policies",
             "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--no-new-privs",
             "cage", "-d", "--", KIOSK / "kiosk-session"],
            env={"PATH": os.environ["PATH"], "HOME": str(home), "STATE_DIRECTORY": str(home), "XDG_RUNTIME_DIR": str(home / "run"),
                 "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1", "LANG": "C.UTF-8",
                 "HALL_KIOSK_URL": url, "HALL_KIOSK_OPTIONS": "--no-sandbox --disable-dev-shm-usage"},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        sessions.append(session)
        return session

    show.log = directory / "session.log"
    locks = set(pathlib.Path("/tmp").glob(".X*-lock"))
    yield show
    for session in sessions:
        cut(session)
    # Which an X server that was killed leaves behind; there are thirty-three displays.
    for lock in set(pathlib.Path("/tmp").glob(".X*-lock")) - locks:
        lock.unlink()


def streams(hall):
    text = Visitor(address_of(hall)).get("/metrics").bytes.decode()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("hall_streams ")))


@needs_root
def test_a_screen_shows_its_page_through_cuts_and_before_the_daemon(new_hall, directory, default_file, screen):
    (directory / "hall.toml").write_text(default_file)
    hall = new_hall(directory / "hall.toml", web=f"127.0.0.1:{free_port()}").start()
    link = hall.call("Device.AddToken", name="hall-kiosk", kind="kiosk")["path"]
    before = streams(hall)
    session = screen(f"http://{hall.web}{link}")
    wait_until(lambda: streams(hall) > before, "the page to follow the hall")
    # The power goes: nothing asks whether the page should come back.
    cut(session)
    wait_until(lambda: streams(hall) == before, "the page to be gone")
    hall.stop()
    host, port = hall.web.split(":")
    with socket.create_server((host, int(port))) as closed:
        again = screen(f"http://{hall.web}{link}")
        closed.settimeout(HANG_SECONDS)
        closed.accept()[0].close()
    hall.start()
    wait_until(lambda: streams(hall) > before, "the page, when the daemon has come")
    assert again.poll() is None


@needs_root
def test_a_screen_asks_no_other_address(elsewhere, new_hall, screen):
    hall = new_hall(web="127.0.0.1:0").start()
    foreign = f"http://127.0.0.1:{elsewhere.server_port}/"
    asking = screen(foreign)
    wait_until(lambda: elsewhere.asked, "a page that its policies allow")
    cut(asking)
    shutil.rmtree(screen.log.parent / "screen/chromium")
    # Its page's address is foreign, as by a link or a typed one; its policies are the hall's.
    session = screen(foreign + "again", allowed=address_of(hall))
    wait_until(lambda: (screen.log.parent / "screen/chromium/Default/Preferences").exists(), "the browser to be up")
    cut(session)
    assert "/again" not in elsewhere.asked
