"""What the README shows, and the outer contract."""

import json
import os
import socket
import subprocess

import pytest

from conftest import BINARIES, Refused


def test_a_first_ticket_is_taken_called_finished_and_tallied(hall):
    assert hall.hallctl("take", "A").stdout.startswith("A001")
    assert "window 1" in hall.hallctl("call", "1").stdout
    assert "served" in hall.hallctl("finish", "1").stdout
    tally = json.loads(hall.hallctl("tally", "--json").stdout)
    assert (tally["issued"], tally["served"], tally["waiting"]) == (1, 1, 0)
    assert tally["wait"]["count"] == 1


def test_the_ticket_in_json_has_the_contracts_fields(hall):
    ticket = json.loads(hall.hallctl("--json", "take", "A", "--priority", "elderly").stdout)["ticket"]
    assert ticket["number"] == "A001"
    assert ticket["priority"] == "elderly"
    assert ticket["state"] == "waiting"
    assert ticket["ahead"] == 0
    assert set(ticket["wait"]) == {"lowMinutes", "highMinutes"}
    assert ticket["issuedAt"][10] == "T" and ticket["issuedAt"][19] in "+-"
    assert "window" not in ticket


def test_a_call_that_finds_nobody_is_done_and_says_so(hall):
    result = hall.hallctl("call", "1")
    assert result.returncode == 0
    assert "Nobody waits" in result.stdout
    assert json.loads(hall.hallctl("call", "1", "--json").stdout) == {}


@pytest.mark.parametrize("arguments, status, words", [
    (["call", "1", "A009"], 1, "UnknownTicket"),
    (["take", "nothing"], 1, "UnknownService"),
    (["call", "99"], 1, "UnknownWindow"),
    (["recall", "1"], 1, "NoTicketAtWindow"),
    (["tally", "--day", "2001-01-01"], 1, "NoData"),
    (["tally", "--by", "colour"], 2, "InvalidParameter"),
    (["call"], 2, "Missing expected argument"),
    (["call", "one"], 2, "invalid"),
    (["dance"], 2, "dance"),
    (["transfer", "1"], 2, "--to-service"),
    (["ticket", "show", "??"], 2, "number"),
])
def test_exit_status_and_sentence(hall, arguments, status, words):
    result = hall.hallctl(*arguments)
    assert result.returncode == status, result.stderr
    assert words in result.stderr
    assert result.stdout == ""


def test_without_a_daemon_the_status_is_69(hall):
    result = hall.hallctl("--socket", "/nonexistent/socket", "status")
    assert result.returncode == 69
    assert "/nonexistent/socket" in result.stderr


def test_global_options_stand_before_or_behind_the_verb(hall):
    before = hall.hallctl("--json", "--lang", "zh-Hant", "status").stdout
    behind = hall.hallctl("status", "--json", "--lang=zh-Hant").stdout
    assert set(json.loads(before)) == set(json.loads(behind))


@pytest.mark.parametrize("locale, word", [
    ("zh_CN.UTF-8", "前面"), ("zh_TW.UTF-8", "前面"), ("en_GB.UTF-8", "before you"), ("C", "before you"),
])
def test_texts_follow_lang(hall, locale, word):
    assert word in hall.hallctl("take", "B", environment={"LANG": locale, "LC_ALL": ""}).stdout


def test_refusals_speak_the_language_too(hall):
    result = hall.hallctl("recall", "2", environment={"LANG": "zh_CN.UTF-8", "LC_ALL": ""})
    assert result.stderr.strip() == "NoTicketAtWindow: 2 号窗口没有在办的号。"


def test_a_repeated_request_gives_the_same_ticket_and_another_is_refused(hall):
    first = hall.call("Queue.Take", service="A", requestId="r1", print=False)
    hall.call("Queue.Take", service="A")
    assert hall.call("Queue.Take", service="A", requestId="r1", print=False) == first
    with pytest.raises(Refused) as refused:
        hall.call("Queue.Take", service="B", requestId="r1")
    assert refused.value.name == "RequestIdReused"
    with pytest.raises(Refused):
        hall.call("Window.Call", window=1, requestId="r1")


def test_every_changing_verb_puts_its_reason_on_record(hall):
    for arguments in [
        ["take", "A"], ["call", "1"], ["start", "1"], ["park", "1"], ["resume", "1", "A001"], ["finish", "1"],
        ["rate", "1", "5"], ["window", "close", "1"], ["window", "open", "1"], ["reprint", "A002"],
    ]:
        if arguments[0] == "reprint":
            hall.take("A")
        result = hall.hallctl(*arguments, "--reason", "why-" + arguments[0])
        assert result.returncode == 0, result.stderr
    exported = hall.hallctl("journal", "export").stdout
    for verb in ["take", "call", "start", "park", "resume", "finish", "rate", "window", "reprint"]:
        assert f'"reason":"why-{verb}"' in exported, verb


def test_control_characters_do_not_reach_another_terminal(hall):
    hall.hallctl("window", "pause", "1", "--reason", "red\x1b[31m\nline\a")
    shown = hall.hallctl("status").stdout
    assert "\x1b" not in shown and "\a" not in shown
    assert "\x1b" not in hall.hallctl("take", "\x1b[31m").stderr


def test_an_empty_request_id_is_refused(hall):
    result = hall.hallctl("take", "A", "--request-id", "")
    assert result.returncode == 2 and "requestId" in result.stderr


def test_without_an_answer_the_request_id_to_repeat_with_is_told(directory):
    path = str(directory / "deaf.sock")
    for verb, status in [("take A", 75), ("status", 69)]:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            asking = subprocess.Popen(
                [BINARIES / "hallctl", "--socket", path, *verb.split()], stderr=subprocess.PIPE, text=True,
                env={**os.environ, "LANG": "en"})
            peer, _ = listener.accept()
            request = b""
            while not request.endswith(b"\0"):
                request += peer.recv(4096)
            peer.close()
            error = asking.communicate()[1]
        os.unlink(path)
        assert asking.returncode == status, error
        if status == 75:
            sent = json.loads(request[:-1])["parameters"]["requestId"]
            assert f"--request-id {sent}" in error


def test_a_whole_visit_over_every_verb(hall):
    run = lambda *arguments: hall.hallctl(*arguments, "--reason", "test")
    for _ in range(3):
        assert run("take", "A", "--no-print").returncode == 0
    for arguments, expected in [
        (["call", "1"], "A001  called  window 1"),
        (["undo", "1"], "A001  waiting"),
        (["call", "1", "A002"], "A002  called  window 1"),
        (["start", "1"], "A002  serving  window 1"),
        (["park", "1"], "A002  parked  window 1"),
        (["resume", "1", "A002"], "A002  serving  window 1"),
        (["transfer", "1", "--to-window", "2"], "A002  waiting"),
        (["correct", "A003", "elder-card"], "A003  waiting"),
        (["cancel", "A003"], "A003  cancelled"),
        (["requeue", "A003"], "A003  waiting"),
        (["reprint", "A003"], "A003  waiting"),
        (["window", "pause", "3"], "window 3  paused  3"),
        (["window", "open", "3"], "window 3  open  3"),
        (["window", "close", "3"], "window 3  closed"),
        (["window", "open", "3", "--staff", "3"], "window 3  open  3"),
        (["call", "2"], "A001  called  window 2"),
        (["finish", "2", "--outcome", "consulted"], "A001  served  window 2"),
        (["rate", "2", "5"], "A001  served  window 2"),
        (["call", "2"], "A002  called  window 2"),
    ]:
        assert run(*arguments).stdout.strip() == expected, arguments
    listed = hall.hallctl("ticket", "list").stdout
    assert [line[:4] for line in listed.splitlines()[1:]] == ["A001", "A002", "A003"]
    assert "A001 to window 2: it arrived earlier" in hall.hallctl("ticket", "explain", "A003").stdout
    tally = json.loads(hall.hallctl("tally", "--json", "--by", "window").stdout)
    for count in ["issued", "served", "waiting", "called"]:
        assert sum(group[count] for group in tally["groups"]) == tally[count]


def test_tallies_as_csv_are_read_by_an_independent_reader(hall):
    import csv
    import io
    hall.take("A")
    rows = list(csv.DictReader(io.StringIO(hall.hallctl("tally", "--csv", "--by", "category").stdout)))
    assert [row["key"] for row in rows] == ["A", "B", "C", "D", "E", "F", "G", "H", "total"]
    assert rows[-1]["issued"] == "1"
    assert rows[-1]["wait.mean"] == "", "no samples, no figure"


def test_tables_line_up_with_chinese_text(hall):
    import unicodedata
    hall.take("A")
    hall.take("B")
    output = hall.hallctl("--lang", "zh-Hans", "tally", "--by", "category").stdout.split("\n\n")[1].splitlines()[1:]
    width = lambda text: sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    assert len({width(line) for line in output}) == 1, output


def test_watch_follows_calls_live_and_draws_big_digits(hall):
    watching = subprocess.Popen(
        [BINARIES / "hallctl", "watch", "--window", "3"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "HALL_SOCKET": str(hall.socket), "LANG": "en"})
    assert watching.stdout.readline() == "Window 3  open\n"
    hall.take("B")
    hall.hallctl("call", "3")
    lines = [watching.stdout.readline() for _ in range(5)]
    assert all(set(line.strip()) <= {" ", "█"} for line in lines)
    assert watching.stdout.readline() == "Window 3  open\n"
    digits = "".join(watching.stdout.readline() for _ in range(5))
    assert digits.count("█") > 30
    watching.terminate()
    watching.wait()


def test_completions_are_generated(hall):
    for shell in ["bash", "zsh", "fish"]:
        assert "hallctl" in hall.hallctl("--generate-completion-script", shell).stdout


def test_hallctl_is_small():
    linked = subprocess.run(["ldd", BINARIES / "hallctl"], capture_output=True, text=True, check=True).stdout
    assert not [name for name in ["sqlite", "libFoundation.so", "icu", "cups", "pango"] if name in linked]
