"""Starting, stopping, reloading; a second daemon; a killed one."""

import grp
import os
import shutil
import signal
import socket
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import PIL.Image
import pytest

from conftest import BINARIES, HANG_SECONDS, Refused
from disks import PROMISED, Ledger, rounds, seeded
from lines import writer_of
from paper import wait_until


def test_sigterm_answers_what_is_under_way_and_stops(hall):
    number = hall.take()
    assert hall.stop() == 0
    assert not hall.socket.exists()
    hall.start()
    assert hall.call("Queue.Show", number=number)["ticket"]["state"] == "waiting"


def test_a_second_daemon_on_the_same_state_is_refused_and_changes_nothing(hall):
    number = hall.take()
    second = subprocess.run(
        [BINARIES / "halld", "--state", hall.state, "--socket", hall.directory / "other.sock"],
        capture_output=True, text=True, timeout=HANG_SECONDS)
    assert second.returncode == 1
    assert f"another halld (process {hall.process.pid})" in second.stderr
    assert not (hall.directory / "other.sock").exists()
    assert hall.call("Queue.Show", number=number)["ticket"]["ahead"] == 0


def test_a_live_socket_is_not_taken_over(hall, directory):
    second = subprocess.run(
        [BINARIES / "halld", "--state", directory / "elsewhere", "--socket", hall.socket],
        capture_output=True, text=True, timeout=HANG_SECONDS)
    assert second.returncode == 1
    assert "served by another process" in second.stderr
    assert hall.take() == "A001"


def test_a_socket_left_by_a_killed_daemon_is_replaced(hall):
    hall.kill()
    assert hall.socket.exists()
    hall.start()
    assert hall.take() == "A001"


def test_sighup_takes_a_good_file_and_keeps_the_old_one_for_a_bad_one(new_hall, directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config).start()
    assert hall.call("Hall.Describe")["policy"] == "head-start"

    config.write_text(default_file.replace('policy = "head-start"', 'policy = "strict"'))
    watching = hall.connect()
    watching.send("Hall.Watch", more=True)
    watching.reply()
    hall.process.send_signal(signal.SIGHUP)
    assert [change["kind"] for change in watching.reply()["changes"]] == ["hallConfigured"]
    assert hall.call("Hall.Describe")["policy"] == "strict"

    config.write_text(default_file.replace('policy = "head-start"', 'policy = "fastest"'))
    with pytest.raises(Refused) as refused:
        hall.call("Hall.Reload")
    assert refused.value.name == "BadConfiguration"
    assert "calling.policy: expected one of" in refused.value.parameters["faults"][0]
    hall.process.send_signal(signal.SIGHUP)
    wait_until(lambda: "was not taken; the old one stays in force" in hall.log.read_text(), "the word in the log")
    assert hall.call("Hall.Describe")["policy"] == "strict"


def test_a_reload_that_takes_long_does_not_undo_a_later_one(new_hall, own_files):
    hall = new_hall(own_files).start()
    logo = own_files.parent / "logo.png"
    good = logo.read_bytes()
    logo.unlink()
    # The reading does not end while somebody might write into it.
    os.mkfifo(logo)
    first, second = hall.connect(), hall.connect()
    first.send("Hall.Reload")
    writer = writer_of(logo)
    logo.unlink()
    logo.write_bytes(good)
    own_files.write_text(own_files.read_text().replace('policy = "head-start"', 'policy = "strict"'))
    assert second.call("Hall.Reload") == {}, "it does not wait for the other's reading"
    os.write(writer, good)
    os.close(writer)
    assert first.reply() == {}
    assert hall.call("Hall.Describe")["policy"] == "strict"


@pytest.mark.parametrize("door", ["signal", "socket"])
def test_a_reading_that_never_ends_makes_the_daemon_deaf_to_no_signal_and_holds_up_no_stop(new_hall, own_files, door):
    hall = new_hall(own_files).start()
    asking = hall.connect()
    logo = own_files.parent / "logo.png"
    good = logo.read_bytes()
    logo.unlink()
    os.mkfifo(logo)
    if door == "signal":
        hall.process.send_signal(signal.SIGHUP)
    else:
        asking.send("Hall.Reload")
    writer = writer_of(logo)
    logo.unlink()
    logo.write_bytes(good)
    own_files.write_text(own_files.read_text().replace('policy = "head-start"', 'policy = "strict"'))
    hall.process.send_signal(signal.SIGHUP)
    wait_until(lambda: hall.call("Hall.Describe")["policy"] == "strict", "the second reading")
    assert hall.stop() == 0
    os.close(writer)
    if door == "socket":
        with pytest.raises(Refused, match="Stopping"):
            asking.reply()


def test_a_file_that_changes_while_it_is_read_is_not_kept_for_one_that_was_good(new_hall, own_files):
    hall = new_hall(own_files).start()
    assert hall.stop() == 0
    hall.start()
    logo, text = own_files.parent / "logo.png", own_files.read_text()
    good = logo.read_bytes()
    logo.unlink()
    os.mkfifo(logo)
    own_files.write_text(text.replace('policy = "head-start"', 'policy = "strict"'))
    asking = hall.connect()
    asking.send("Hall.Reload")
    writer = writer_of(logo)
    logo.unlink()
    logo.write_bytes(good)
    own_files.write_text("[[[")
    os.write(writer, good)
    os.close(writer)
    assert asking.reply() == {} and hall.call("Hall.Describe")["policy"] == "strict"
    assert hall.stop() == 0
    hall.start()
    assert "lastGoodFile" in hall.alarms() and hall.call("Hall.Describe")["policy"] == "head-start"


@pytest.fixture
def own_files(directory, default_file):
    """A hall's file with a template, a profile and a logo beside it."""
    config = directory / "etc/hall.toml"
    for part in ["slips", "devices"]:
        (config.parent / part).mkdir(parents=True)
    for part, name, command in [("slips", "ticket", "template"), ("devices", "strip-aa", "profile")]:
        told = subprocess.run([BINARIES / "halld", command, name], capture_output=True, text=True, check=True)
        (config.parent / part / f"{name}.toml").write_text(told.stdout)
    PIL.Image.new("1", (64, 16)).save(config.parent / "logo.png")
    config.write_text(default_file.replace("[slips]", '[slips]\nlogo = "logo.png"', 1)
                      + '[[device]]\nname = "led"\nprofile = "strip-aa"\ndevice = "/dev/null"\nwindow = 1\n')
    return config


def recorded(own_files):
    """A voice of recordings beside the hall's file: a tone for each window."""
    voice = own_files.parent / "voice/pips"
    voice.mkdir(parents=True)
    (voice / "clips.toml").write_text('description = "pips"\nphrase = "{window}"\n')
    for window in range(1, 7):
        subprocess.run(["sox", "-n", "-b", "16", voice / f"window-{window}.wav", "synth", "0.1", "sine", "440"], check=True)
    own_files.write_text(own_files.read_text() + '[voice]\nspeaks = ["pips"]\nplayer = "cat"\n')


@pytest.mark.parametrize(
    "spoiled", ["hall.toml", "slips/ticket.toml", "devices/strip-aa.toml", "logo.png", "voice/pips/clips.toml"])
def test_a_start_with_a_bad_file_falls_back_to_the_last_good_ones_and_says_so(new_hall, own_files, spoiled):
    recorded(own_files)
    hall = new_hall(own_files).start()
    number = hall.take("A", print=False)
    assert hall.stop() == 0
    file = own_files.parent / spoiled
    good = file.read_bytes()
    file.write_bytes(b"[[[")
    for _ in range(2):
        hall.start()
        assert hall.call("Queue.Show", number=number)["ticket"]["state"] == "waiting"
        alarm = next(one for one in hall.call("Hall.Status")["alarms"] if one["name"] == "lastGoodFile")
        assert str(own_files.parent) in alarm["detail"]
        assert "last good one is in force" in hall.log.read_text()
        hall.kill()
    file.write_bytes(good)
    own_files.write_text(own_files.read_text().replace("示范社区一站式服务大厅", "改名大厅", 1))
    hall.start()
    assert hall.call("Hall.Status")["hall"]["zhHans"] == "改名大厅"
    assert "lastGoodFile" not in hall.alarms()


@pytest.mark.parametrize("gone", ["logo", "font", "recordings"])
def test_what_is_gone_from_elsewhere_closes_no_hall_that_ran_with_it(new_hall, own_files, directory, gone):
    """A logo of another directory, a font that is installed, recordings: none of them is kept with the last good files."""
    elsewhere = directory / "elsewhere"
    fonts = directory / "fonts"
    for place in [elsewhere, fonts]:
        place.mkdir()
    text, environment = own_files.read_text(), {}
    if gone == "logo":
        shutil.move(own_files.parent / "logo.png", elsewhere / "logo.png")
        text = text.replace('logo = "logo.png"', f'logo = "{elsewhere}/logo.png"', 1)
    elif gone == "font":
        for family, place in [("WenQuanYi Micro Hei", elsewhere), ("Noto Sans CJK SC", fonts)]:
            installed = subprocess.run(["fc-match", "-f", "%{file}", family], capture_output=True, text=True, check=True).stdout
            shutil.copy(installed, place)
        (fonts / "fonts.conf").write_text(
            f"<fontconfig><dir>{elsewhere}</dir><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>")
        environment = {"FONTCONFIG_FILE": str(fonts / "fonts.conf")}
        text = text.replace("[slips]", '[slips]\nfont = "WenQuanYi Micro Hei"', 1)
    else:
        recorded(own_files)
        text = own_files.read_text()
        elsewhere = own_files.parent / "voice"
    own_files.write_text(text)
    hall = new_hall(own_files, environment=environment).start()
    number = hall.take("A", print=False)
    assert hall.stop() == 0
    shutil.rmtree(elsewhere)
    hall.start()
    assert hall.call("Queue.Show", number=number)["ticket"]["state"] == "waiting"
    alarm = next(one for one in hall.call("Hall.Status")["alarms"] if one["name"] == "lastGoodFile")
    assert {"recordings": "voice.speaks"}.get(gone, f"slips.{gone}") in alarm["detail"]
    hall.take("A")
    wait_until(lambda: list(hall.state.glob("slips/*.pdf")), "a slip all the same")
    if gone == "recordings":
        hall.call("Window.Call", window=1)
        wait_until(lambda: any("voice/pips" in one.get("detail", "") for one in hall.call("Device.List")["devices"]), "the voice to tell")


def test_a_file_that_the_daemon_reads_and_then_ends_of_gives_way_to_the_last_good_one(new_hall, own_files):
    hall = new_hall(own_files).start()
    assert hall.stop() == 0 and (hall.state / "last-good/hall.toml").exists()
    own_files.write_text(own_files.read_text().replace("示范社区一站式服务大厅", "改名大厅", 1))
    for _ in range(3):
        hall.start()
        assert hall.call("Hall.Status")["hall"]["zhHans"] == "改名大厅" and "lastGoodFile" not in hall.alarms()
        hall.kill()
    for _ in range(2):
        hall.start()
        assert hall.call("Hall.Status")["hall"]["zhHans"] == "示范社区一站式服务大厅"
        assert "lastGoodFile" in hall.alarms() and "has ended 3 times" in hall.log.read_text()
        assert hall.stop() == 0
    # Changed again, it is tried again; and when it is read by order, it is in force at once.
    own_files.write_text(own_files.read_text().replace("改名大厅", "再改名大厅", 1))
    hall.start()
    assert hall.call("Hall.Status")["hall"]["zhHans"] == "再改名大厅" and "lastGoodFile" not in hall.alarms()


def test_names_that_are_no_unicode_close_no_hall(new_hall, own_files):
    for name in "请到":
        open(os.fsencode(own_files.parent) + b"/" + name.encode("gbk") + b".wav", "wb").close()
    hall = new_hall(own_files).start()
    assert "lastGoodFile" not in hall.alarms()


def test_a_file_that_the_daemon_ends_of_while_it_reads_it_gives_way_to_the_last_good_one(new_hall, own_files):
    hall = new_hall(own_files).start()
    assert hall.stop() == 0
    logo = own_files.parent / "logo.png"
    good = logo.read_bytes()
    logo.unlink()
    # The reading does not end while somebody might write into it.
    os.mkfifo(logo)
    for _ in range(3):
        daemon = subprocess.Popen(hall.arguments(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        writer = writer_of(logo)
        daemon.kill()
        daemon.wait()
        os.close(writer)
    for _ in range(2):
        hall.start()
        assert "lastGoodFile" in hall.alarms() and "has ended 3 times while" in hall.log.read_text()
        assert hall.stop() == 0
    logo.unlink()
    logo.write_bytes(good)
    hall.start()
    assert "lastGoodFile" not in hall.alarms()


def test_without_a_last_good_file_somebody_is_there_to_read_what_is_wrong(new_hall, directory):
    fresh = new_hall(directory / "bad.toml")
    (directory / "bad.toml").write_text("[[[")
    told = subprocess.run(fresh.arguments(), capture_output=True, text=True, timeout=HANG_SECONDS)
    assert told.returncode == 1 and "bad.toml" in told.stderr


def test_a_reload_that_open_tickets_forbid_is_refused(new_hall, directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config).start()
    hall.take("job-registration")
    start = default_file.index('[[service]]\ncode = "job-registration"')
    end = default_file.index("[[service]]", start + 1)
    config.write_text(default_file[:start] + default_file[end:])
    with pytest.raises(Refused) as refused:
        hall.call("Hall.Reload")
    assert refused.value.name == "ServiceInUse"


def test_a_start_with_a_file_that_open_tickets_forbid_is_told_and_the_file_taken_when_they_end(new_hall, directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config).start()
    hall.take("job-registration", print=False)
    hall.stop()
    start = default_file.index('[[service]]\ncode = "job-registration"')
    end = default_file.index("[[service]]", start + 1)
    config.write_text(default_file[:start] + default_file[end:])
    hall.start()
    [alarm] = [one for one in hall.call("Hall.Status")["alarms"] if one["name"] == "refusedFile"]
    assert "job-registration" in alarm["detail"] and "Open tickets forbid" in hall.hallctl("status").stdout
    # However often it is started meanwhile, the file is not blamed for it.
    for _ in range(4):
        hall.stop()
        hall.start()
    assert hall.alarms() == ["refusedFile"]
    assert any(one["code"] == "job-registration" for one in hall.call("Hall.Describe")["services"])
    hall.call("Window.Call", window=1)
    hall.call("Window.Finish", window=1)
    wait_until(lambda: "refusedFile" not in hall.alarms(), "the file to be taken")
    assert not any(one["code"] == "job-registration" for one in hall.call("Hall.Describe")["services"])


def test_the_running_journal_is_durable(hall):
    journal = hall.call("Hall.Status")["journal"]
    assert (journal["journalMode"], journal["synchronous"]) == ("wal", 2)


def test_journal_verify_backup_and_export(hall, directory):
    for _ in range(5):
        # Without slips, whose ends would be journaled in between.
        hall.take(print=False)
    assert hall.hallctl("journal", "verify").returncode == 0
    copy = directory / "copy.sqlite"
    assert "Wrote" in hall.hallctl("journal", "backup", copy).stdout
    again = hall.hallctl("journal", "backup", copy)
    assert again.returncode == 1 and "exists" in again.stderr
    lines = hall.hallctl("journal", "export").stdout.splitlines()
    assert sum('"ticketIssued"' in line for line in lines) == 5
    count = subprocess.run(
        ["sqlite3", copy, "SELECT count(*) FROM event"], capture_output=True, text=True).stdout
    assert int(count) == len(lines)


def test_a_tampered_journal_is_named_at_start(hall):
    for _ in range(5):
        hall.take()
    hall.stop()
    subprocess.run(
        ["sqlite3", hall.state / "journal.sqlite", "UPDATE event SET at = at + 1 WHERE seq = 7"], check=True)
    hall.start()
    assert "broken at event 7" in hall.log.read_text()
    assert hall.call("Journal.Verify")["intact"], "it was put together again"


def test_verify_says_by_its_status_that_a_running_journal_was_changed(hall):
    for _ in range(3):
        # A slip would be journaled on, and lock the database, when sqlite3 wants it.
        hall.take(print=False)
    subprocess.run(
        ["sqlite3", "-cmd", ".timeout 5000", hall.state / "journal.sqlite",
         "UPDATE event SET at = at + 1 WHERE seq = 5"], check=True)
    for options in [[], ["--json"]]:
        result = hall.hallctl("journal", "verify", *options)
        assert result.returncode == 1 and "5" in result.stdout, options


def test_nobody_else_reads_the_journal(hall):
    assert hall.state.stat().st_mode & 0o007 == 0
    assert (hall.state / "journal.sqlite").stat().st_mode & 0o007 == 0


def test_a_stopped_daemon_ends_streams_and_stops_at_once(hall):
    watching = hall.connect()
    watching.send("Hall.Watch", more=True)
    watching.reply()
    assert hall.stop() == 0
    with pytest.raises(Refused) as refused:
        watching.reply()
    assert refused.value.name == "Stopping"


def test_a_halls_windows_are_watched_through_a_reload(new_hall, directory, default_file):
    config = directory / "hall.toml"
    config.write_text(default_file)
    hall = new_hall(config).start()
    watching = hall.connect()
    watching.send("Hall.Watch", {"window": 2}, more=True)
    assert "elder-card" in watching.reply()["windows"][0]["services"]
    config.write_text(default_file.replace('secondary = ["H"]', 'secondary = ["G"]'))
    hall.call("Hall.Reload")
    assert "elder-card" not in watching.reply()["windows"][0]["services"]


def test_sixty_four_clients_take_and_call_without_duplicates_or_lost_replies(hall):
    taken, called, errors = [], [], []

    def client(index):
        try:
            connection = hall.connect()
            for turn in range(10):
                reply = connection.call("Queue.Take", service="ABCDEFGH"[(index + turn) % 8], print=False)
                taken.append(reply["ticket"]["number"])
                try:
                    reply = connection.call("Window.Call", window=index % 6 + 1, finish=True)
                    if "ticket" in reply:
                        called.append(reply["ticket"]["number"])
                except Refused as refusal:
                    errors.append(refusal.name)
        except Exception as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=client, args=(index,)) for index in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(taken) == len(set(taken)) == 640
    assert len(called) == len(set(called))
    tally = hall.call("Tally.Day")
    assert tally["issued"] == 640
    assert tally["served"] + tally["called"] == len(called)


def test_killed_at_random_moments_no_acknowledged_event_is_lost_or_doubled(new_hall):
    """Under load: at each of three windows people take numbers and are served; others take one and go away."""
    hall, moments = new_hall(), seeded()
    for stretch in range(rounds(1, 10)):
        # A day has 20,000 numbers at most.
        hall.go_to(f"2027-03-{stretch + 1:02}", hour=9)
        if stretch == 0:
            hall.start()
        ledger = Ledger(left=Ledger.states(hall))

        def client(connection, name, window):
            for turn in range(10_000):
                if not ledger.serve(connection, f"{name}-{turn}", window):
                    return
                ticket = ledger.take(connection, f"{name}-{turn}-away")
                if ticket is None:
                    return
                ledger.ask(connection, f"{name}-{turn}-cancel", "Queue.Cancel", number=ticket["number"])

        round = 0
        # As often as it takes on a slow machine, and longer each time, until each of them has been answered once.
        while round < rounds(60, 200) or (round < 600 and not all(map(ledger.tickets, PROMISED))):
            round += 1
            with ThreadPoolExecutor() as pool:
                clients = [
                    pool.submit(client, hall.connect(), f"{stretch}-{round}-{window}", window) for window in [1, 2, 3]]
                threading.Event().wait(moments.uniform(0.001, 0.08 * (1 + round // rounds(60, 200))))
                hall.kill()
            for one in clients:
                one.result()
            # Now and then it is a start that is cut off.
            if moments.random() < 0.1:
                with open(hall.log, "ab") as log:
                    hall.process = subprocess.Popen(
                        hall.arguments(), stdout=log, stderr=log, env={**os.environ, **hall.environment})
                threading.Event().wait(moments.uniform(0, 0.3))
                hall.kill()
            hall.start()
            ledger.check(hall)
            ledger.repeat(hall)
        counts = {method: len(ledger.tickets(method)) for method in PROMISED}
        assert counts["Queue.Take"] > rounds(60, 200) and all(counts.values()), counts
        print(f"acknowledged: {counts}")
        ledger.settle(hall)


@pytest.mark.parametrize("message", [
    b"nonsense\0", b"[]\0", b"7\0", b"\0", b'{"method":7}\0', b"\xff\xfe\0",
    b'{"method":"org.halld.Queue.Take","parameters":{"service":"A"}',
    b"[" * 100_000 + b"\0", b'{"a":' * 50_000 + b"\0",
    b'{"method":"' + b"x" * (17 << 20) + b'"}\0',
], ids=["text", "array", "number", "empty", "method", "bytes", "half", "deep array", "deep object", "17 MiB"])
def test_bad_input_gets_an_error_or_a_closed_connection_and_others_are_served(hall, message):
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(HANG_SECONDS)
    peer.connect(str(hall.socket))
    try:
        peer.sendall(message)
        peer.shutdown(socket.SHUT_WR)
        received = peer.recv(65536)
        assert received == b"" or b'"error"' in received
    except (ConnectionError, BrokenPipeError):
        pass
    assert hall.take() == "A001"


@pytest.mark.parametrize("parameters, field", [
    ({"service": 7}, "service"), ({}, "service"), ({"service": "A", "colour": "red"}, "colour"),
    ({"service": "A", "print": "no"}, "print"), ({"service": "A", "needs": [1]}, "needs[0]"),
    ({"service": "A", "language": "fr"}, "language"),
])
def test_a_wrong_field_is_named(hall, parameters, field):
    with pytest.raises(Refused) as refused:
        hall.call("Queue.Take", **parameters)
    assert (refused.value.name, refused.value.parameters) == ("InvalidParameter", {"parameter": field})


def test_three_hundred_connections_of_one_user_leave_room_for_none_and_recover(hall):
    peers = [socket.socket(socket.AF_UNIX) for _ in range(300)]
    refused = 0
    for peer in peers:
        peer.settimeout(HANG_SECONDS)
        peer.connect(str(hall.socket))
    for peer in peers:
        try:
            peer.sendall(b'{"method":"org.varlink.service.GetInfo"}\0')
            refused += peer.recv(1 << 16) == b""
        except (ConnectionError, BrokenPipeError):
            refused += 1
    assert refused == 300 - 128
    for peer in peers:
        peer.close()
    for _ in range(1000):
        try:
            assert hall.take() == "A001"
            break
        except ConnectionError:
            continue
    else:
        pytest.fail("the daemon did not recover")


def test_a_watcher_that_never_reads_disturbs_nobody(hall):
    stuck = hall.connect()
    stuck.send("Hall.Watch", more=True)
    connection = hall.connect()
    for turn in range(1500):
        connection.call("Queue.Take", service="ABCDEFGH"[turn % 8], print=False)
    assert hall.call("Hall.Status")["issued"] == 1500


def ask_as(uid, groups, hall, method):
    """What another user's call is answered with."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups(groups)
            os.setgid(65534)
            os.setuid(uid)
            hall.call(method)
            answer = "done"
        except Refused as refused:
            answer = refused.name
        except BaseException as error:
            answer = repr(error)
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become other users")
def test_authority_comes_from_the_peers_user_and_groups(hall):
    for name in ["hall-admin", "hall-staff"]:
        try:
            grp.getgrnam(name)
        except KeyError:
            subprocess.run(["groupadd", "--system", name], check=True)
    hall.stop()
    hall.start()
    os.chmod(hall.directory, 0o755)
    os.chmod(hall.directory.parent, 0o755)
    staff, admin = grp.getgrnam("hall-staff").gr_gid, grp.getgrnam("hall-admin").gr_gid
    for groups, method, expected in [
        ([], "Hall.Status", "PermissionDenied"),
        ([], "Hall.Describe", "PermissionDenied"),
        ([staff], "Hall.Status", "done"),
        ([staff], "Tally.Day", "PermissionDenied"),
        ([admin], "Tally.Day", "done"),
    ]:
        assert ask_as(65533, groups, hall, method) == expected, (groups, method)
