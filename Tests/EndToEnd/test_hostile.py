"""People and machines that mean harm, or do it: others are served, nothing is lost, nobody is let in."""

import csv
import html
import io
import itertools
import os
import re
import resource
import socket
import subprocess
import zipfile

import pytest

from conftest import BINARIES, HANG_SECONDS, IS_SANITIZED, Refused
from disks import needs_root
from paper import wait_until
from test_daemon import ask_as
from web import Visitor, address_of, resident_memory_kilobytes, set_pin, tokens

IDLE = 1000


@pytest.fixture
def many_files():
    """This process needs a descriptor for each connection."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 4096), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def web_hall(new_hall):
    return new_hall(web="127.0.0.1:0").start()


def web_socket(hall):
    host, port = address_of(hall).removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=HANG_SECONDS)


@needs_root
def test_a_thousand_idle_connections_of_one_user_keep_nobody_else_out(web_hall, many_files):
    hall = web_hall
    for place in [hall.directory, hall.directory.parent]:
        os.chmod(place, 0o755)
    kiosk = Visitor(address_of(hall))
    idle = []
    for _ in range(IDLE):
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(str(hall.socket))
        idle.append(peer)
    assert ask_as(65534, [], hall, "Queue.List") == "PermissionDenied", "another user is answered"
    assert kiosk.call("Queue.Take", service="A", print=False).json["ticket"]["number"] == "A001", "the pages are served"
    for peer in idle:
        peer.close()
    wait_until(lambda: served(hall), "room for that user again")


def served(hall):
    try:
        return hall.call("Hall.Status")
    except (Refused, OSError):
        return False


def test_a_thousand_idle_browsers_keep_no_kiosk_out(web_hall, many_files):
    idle = [web_socket(web_hall) for _ in range(IDLE)]
    before = resident_memory_kilobytes(web_hall)
    for turn in range(5):
        answer = Visitor(address_of(web_hall)).call("Queue.Take", service="A", print=False)
        assert answer.json["ticket"]["number"] == f"A00{turn + 1}"
    assert before < 200_000, "a connection that asks nothing costs little"
    for peer in idle:
        peer.close()


@pytest.mark.parametrize("begun", [
    b'{"method":"org.halld.Queue.Take","parameters":{"service":"A"', b'{"method":"', b"{", b"\xe5",
])
def test_half_messages_wait_alone(hall, begun):
    halves = []
    for _ in range(60):
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(str(hall.socket))
        peer.sendall(begun)
        halves.append(peer)
    assert hall.take() == "A001"
    for peer in halves:
        peer.close()
    assert hall.take() == "A002", "half a message is no call"


def test_a_call_that_comes_byte_by_byte_is_a_call(hall):
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(HANG_SECONDS)
    peer.connect(str(hall.socket))
    for byte in b'{"method":"org.halld.Queue.Take","parameters":{"service":"A","print":false}}\0':
        peer.sendall(bytes([byte]))
        if byte == ord(","):
            assert hall.call("Hall.Status")["issued"] == 0, "others do not wait for it"
    assert b"A001" in peer.recv(1 << 16)


@pytest.mark.parametrize("begun", [
    b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST /api/Queue.Take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{",
    b"POST /api/Queue.Take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n{",
])
def test_half_requests_wait_alone(web_hall, begun):
    halves = [web_socket(web_hall) for _ in range(100)]
    for peer in halves:
        peer.sendall(begun)
    assert Visitor(address_of(web_hall)).call("Queue.Take", service="A", print=False).json["ticket"]["number"] == "A001"
    for peer in halves:
        peer.close()


@pytest.mark.parametrize("request_line, statuses", [
    ("POST /api/Queue.Take HTTP/1.1", {"400", "413"}), ("POST /session HTTP/1.1", {"400", "413"}),
])
def test_a_body_of_gigabytes_is_refused_before_it_has_come(web_hall, request_line, statuses):
    with web_socket(web_hall) as peer:
        peer.sendall(f"{request_line}\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8000000000\r\n\r\n".encode())
        try:
            for _ in range(4000):
                peer.sendall(b" " * 65536)
        except OSError:
            pass
        try:
            answer = peer.recv(4096)
        except ConnectionError:
            answer = b""
    assert not answer or answer.split()[1].decode() in statuses
    assert resident_memory_kilobytes(web_hall) < 100_000
    assert Visitor(address_of(web_hall)).call("Queue.Take", service="A", print=False).status == 200


TRICKS = [
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
    "..\\..\\etc\\passwd", "/etc/passwd", "%00", "hall.js%00.png", "~root", ".git/config", "%c0%ae%c0%ae/etc/passwd",
    "..;/journal.sqlite", "journal.sqlite", "credentials.json", "hall.js/../../journal.sqlite",
]


@pytest.mark.parametrize("place", ["/", "/assets/", "/files/", "/window/", "/display/", "/t/", "/enter/", "/api/", "/events/"])
def test_no_path_leads_out_of_the_pages(web_hall, place):
    visitor = Visitor(address_of(web_hall))
    for trick in TRICKS:
        for path in [place + trick, f"http://else.where{place}{trick}"]:
            answer = visitor.get(path)
            # A resident's page asks for its ticket by itself, whatever the code.
            is_page = answer.status == 200 and answer.bytes.startswith(b"<!doctype html>") and place == "/t/"
            assert is_page or answer.status in (301, 303, 400, 401, 403, 404, 405), (path, answer.status)
            assert b"root:" not in answer.bytes and b"SQLite" not in answer.bytes, path


def test_forged_tokens_and_sessions_open_nothing(new_hall, directory, default_file):
    (directory / "hall.toml").write_text(default_file)
    hall = new_hall(directory / "hall.toml", web="127.0.0.1:0").start()
    other = new_hall(directory / "hall.toml", web="127.0.0.1:0").start()
    kiosk = tokens(hall)["kiosk"]
    elsewhere = tokens(other)["kiosk"]
    set_pin(hall, "9")
    set_pin(other, "9")
    administrator, foreigner = Visitor(address_of(hall)), Visitor(address_of(other))
    assert administrator.sign_in("9").status == foreigner.sign_in("9").status == 200
    forged = [elsewhere.token, kiosk.token[:-1], kiosk.token + "A", kiosk.token.swapcase(), "", " ", "A" * 5000, "null", "'; --"]
    for position in range(0, len(kiosk.token), 5):
        letter = "B" if kiosk.token[position] != "B" else "C"
        forged.append(kiosk.token[:position] + letter + kiosk.token[position + 1 :])
    for token in forged:
        bare = Visitor(address_of(hall))
        assert bare.ask("POST", "/api/Hall.Describe", {}, Authorization=f"Bearer {token}").status in (400, 401, 431), token
        assert bare.ask("POST", "/api/Hall.Describe", {}, Cookie=f"hall_device={token}").status in (400, 401, 431), token
    assert Visitor(address_of(hall)).ask("POST", "/api/Hall.Describe", {}, Authorization=f"Bearer {kiosk.token}").status == 200
    for name, value in administrator.cookies.items():
        for fake in [value[:-2], value + "x", value.swapcase(), foreigner.cookies[name], "9", "staff=9", ""]:
            if fake == value:
                continue
            visitor = Visitor(address_of(hall))
            answer = visitor.ask("POST", "/api/Hall.Status", {}, Cookie=f"{name}={fake}", Hall_As="staff")
            assert answer.status == 401, (name, fake)


HOSTILE = ["=1+1", "+2+2", "-3+3", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0"]


@pytest.fixture
def spreadsheet_hall(new_hall, directory, default_file):
    """Everything that people name is named to be a formula."""
    hostile = itertools.cycle(HOSTILE)

    def renamed(found):
        text = toml(next(hostile))
        return f"name = {{ zh-Hans = {text}, zh-Hant = {text}, en = {text} }}"

    text = re.sub(r"^name = \{.*\}$", renamed, default_file, flags=re.M)
    text = re.sub(r'^name = ".*"$', lambda _: f"name = {toml(next(hostile))}", text, flags=re.M)
    text = re.sub(r'^department = ".*"', lambda _: f"department = {toml(next(hostile))}", text, flags=re.M)
    (directory / "hall.toml").write_text(text)
    hall = new_hall(directory / "hall.toml")
    hall.start()
    return hall


def toml(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_no_cell_of_a_table_is_a_formula(spreadsheet_hall, directory):
    hall = spreadsheet_hall
    for code in "ABCDEFGH":
        hall.call("Window.Call", window=1, number=hall.take(code, print=False))
        hall.call("Window.Finish", window=1)
    day = hall.call("Hall.Status")["day"]
    month, clerks = day[:7], ["staff", "appraisal", "--from", day, "--to", day]
    texts = [
        hall.hallctl("tally", "--csv", "--by", split).stdout for split in ["service", "category", "staff", "window", "department"]]
    texts += [hall.hallctl("report", month, "--csv").stdout, hall.hallctl(*clerks, "--csv").stdout]
    assert all(re.search("'[=+@-]", text) for text in texts[-2:]), "services and clerks have such names"
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    assert {cell[1] for cell in cells if re.match("'[=+@-]", cell)} == set("=+-@"), "they are there"
    for cell in cells:
        assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"[-+]?\d+(\.\d+)?%?", cell), cell

    tally, report, staff = (directory / f"{name}.xlsx" for name in ["tally", "report", "staff"])
    assert hall.hallctl("tally", "--by", "service", "--xlsx", tally).returncode == 0
    assert hall.hallctl("report", month, "--xlsx", report).returncode == 0
    assert hall.hallctl(*clerks, "--xlsx", staff).returncode == 0
    for path in [tally, report, staff]:
        with zipfile.ZipFile(path) as parts:
            sheets = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
            strings = parts.read("xl/sharedStrings.xml").decode()
        assert not re.search(rb"<f[ >]|<hyperlink", sheets), path
        assert any(html.escape(name, quote=False) in strings for name in HOSTILE), "text, and text only"


@pytest.mark.parametrize("text", ["nul\\u0000", "bell\\u0007", "escape\\u001b@", "return\\r", "delete\\u007f", "csi\\u009b31m"])
@pytest.mark.parametrize("place", ["hall", "service", "notice"])
def test_control_bytes_reach_no_device(directory, default_file, text, place):
    """What a hall's file says goes to displays, printers and speech: the file is refused, with the line."""
    file = directory / "hall.toml"
    name = f'{{ zh-Hans = "{text}", zh-Hant = "{text}", en = "{text}" }}'
    changed = {
        "hall": re.sub(r"^name = .*", lambda _: f"name = {name}", default_file, count=1, flags=re.M),
        "service": re.sub(r"(\[\[service\]\]\n.*\n.*\n)name = .*", lambda found: f"{found[1]}name = {name}", default_file, count=1),
        "notice": default_file + f"\n[[notice]]\n{name[2:-2].replace(', ', chr(10))}\n",
    }[place]
    assert changed != default_file
    file.write_text(changed)
    checked = subprocess.run([BINARIES / "halld", "check", "--config", file], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert checked.returncode == 1 and "control character" in checked.stderr, checked.stderr[-500:]
    assert re.search(r"hall\.toml:\d+: ", checked.stderr)


BOMBS = {
    "deep arrays": "a = " + "[" * 200_000,
    "deep tables": "a = " + "{a=" * 100_000,
    "dotted keys": ".".join("a" for _ in range(100_000)) + " = 1",
    "one long key": "a" * 1_000_000 + " = 1",
    "many keys": "\n".join(f"k{n} = 1" for n in range(90_000)),
    "many services": "\n".join("[[service]]" for _ in range(80_000)),
    "many headers": "\n".join(f"[a{n}]" for n in range(90_000)),
    "open string": 'a = """' + "x" * 1_000_000,
    "too large": "# " + "x" * 2_000_000,
    "a deep key behind an escaped quote": 'a = { x = "\\"", ' + ".".join("b" for _ in range(100_000)) + " = 1 }",
    "a deep key behind lines of text": 'a = ["""\n# """, { ' + ".".join("b" for _ in range(100_000)) + " = 1 }]",
    "binary": "\0" * 1_000_000,
    "large numbers": "a = " + "9" * 1_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("kind", ["hall.toml", "slips/ticket.toml", "devices/bomb.toml"])
def test_a_bomb_of_a_file_is_a_fault_with_its_line(directory, default_file, kind, bomb):
    file = directory / kind
    file.parent.mkdir(exist_ok=True)
    if kind == "devices/bomb.toml":
        device = '\n[[device]]\nname = "strip"\nprofile = "bomb"\nwindow = 1\nuri = "serial:/dev/ttyUSB0"\n'
        (directory / "hall.toml").write_text(default_file + device)
    elif kind != "hall.toml":
        (directory / "hall.toml").write_text(default_file)
    file.write_text(BOMBS[bomb])
    command = [BINARIES / "halld", "check", "--config", directory / "hall.toml"]
    few_bytes = None if IS_SANITIZED else lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    checked = subprocess.run(command, capture_output=True, text=True, timeout=HANG_SECONDS, preexec_fn=few_bytes)
    assert checked.returncode == 1, (checked.returncode, checked.stderr[-500:])
    assert len(checked.stderr) < 2_000_000 and re.search(r"\.toml:\d+: ", checked.stderr), checked.stderr[:300]
