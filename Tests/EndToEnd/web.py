"""What the tests of the pages share: a hall on the web, HTTP from outside, and event streams on bare sockets."""

import http.client
import json
import re
import socket

from conftest import HANG_SECONDS, IS_SANITIZED

PIN = "2580"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()

    @property
    def json(self):
        return json.loads(self.bytes)

    @property
    def error(self):
        return self.json["error"].rsplit(".", 1)[-1]


class Visitor:
    """A browser without pages: keeps its cookies."""

    def __init__(self, address):
        self.host = address.removeprefix("http://")
        self.cookies = {}

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=HANG_SECONDS)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def call(self, operation, **parameters):
        return self.ask("POST", f"/api/{operation}", parameters)

    def sign_in(self, staff, pin=PIN):
        return self.ask("POST", "/session", {"staff": staff, "pin": pin})


class Events:
    """One reader of server-sent events."""

    def __init__(self, address, path, cookies=None):
        host, port = address.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=HANG_SECONDS)
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{f'Cookie: {cookie}' if cookie else 'X: y'}\r\n\r\n".encode())
        self.received = b""

    def event(self):
        """The next one's name and data; beats too."""
        while True:
            found = re.search(rb"(?:event: (\w+)\n)?data: ([^\n]*)\n\n", self.received)
            if found:
                self.received = self.received[found.end():]
                return (found.group(1) or b"message").decode(), found.group(2).decode()
            chunk = self.socket.recv(1 << 16)
            if not chunk:
                raise ConnectionError("the stream has ended")
            self.received += chunk

    def picture(self):
        while True:
            name, data = self.event()
            if name not in ("beat", "edition", "records"):
                return json.loads(data)

    def until(self, true):
        while True:
            picture = self.picture()
            if true(picture):
                return picture

    def close(self):
        self.socket.close()


def address_of(hall):
    return hall.call("Hall.Status")["web"]


def set_pin(hall, staff, pin=PIN):
    hall.call("Staff.SetPin", staff=staff, pin=pin)


def tokens(hall):
    """A visitor for each kind of device, let in by its token."""
    made = {}
    for name, kind, window in [("kiosk", "kiosk", None), ("display", "display", None), ("pad", "pad", 3)]:
        answer = hall.call("Device.AddToken", name=name, kind=kind, **({"window": window} if window else {}))
        visitor = Visitor(address_of(hall))
        assert visitor.get(answer["path"]).status == 303
        visitor.token = answer["token"]
        made[name] = visitor
    return made


def resident_memory_kilobytes(hall):
    """Anonymous: what the daemon itself holds. Of what it holds under a sanitizer, a quarter."""
    status = open(f"/proc/{hall.process.pid}/status").read()
    return int(re.search(r"RssAnon:\s+(\d+)", status).group(1)) // (4 if IS_SANITIZED else 1)
