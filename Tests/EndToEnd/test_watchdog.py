"""What systemd hears: that the daemon answers, not that one of its threads is alive; and that a start works."""

import ctypes
import os
import pathlib
import select
import socket
import subprocess

from conftest import HANG_SECONDS
from lines import writer_of

PTRACE_ATTACH, PTRACE_DETACH, ALL_KINDS = 16, 17, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


class Stopped:
    """One thread of a process is held, and the others run."""

    def __init__(self, thread):
        self.thread = thread

    def __enter__(self):
        assert libc.ptrace(PTRACE_ATTACH, self.thread, None, None) == 0, os.strerror(ctypes.get_errno())
        os.waitpid(self.thread, ALL_KINDS)

    def __exit__(self, *_):
        assert libc.ptrace(PTRACE_DETACH, self.thread, None, None) == 0


def event_loops(hall):
    tasks = pathlib.Path(f"/proc/{hall.process.pid}/task")
    return sorted(int(task.name) for task in tasks.iterdir() if (task / "comm").read_text().startswith("NIO-SGLTN"))


def test_an_event_loop_that_is_stuck_is_not_told_as_well(new_hall):
    hall = new_hall(web="127.0.0.1:0")
    # Every 100 ms.
    hall.environment["WATCHDOG_USEC"] = "200000"
    hall.start()
    notify = hall.directory / "notify"
    notify.unlink()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(notify))

        def is_told(seconds):
            systemd.settimeout(seconds)
            try:
                return b"WATCHDOG=1" in systemd.recv(4096)
            except TimeoutError:
                return False

        loops = event_loops(hall)
        assert loops
        for thread in loops:
            assert is_told(HANG_SECONDS)
            with Stopped(thread):
                # What was under way; then silence, for twenty times as long as systemd was promised.
                for _ in range(100):
                    if not is_told(0.2):
                        break
                assert not is_told(2)
        assert is_told(HANG_SECONDS)


def test_a_start_is_given_time_for_its_journal_and_not_for_a_file_that_never_ends(new_hall, directory, default_file):
    """TimeoutStartSec ends the one, for last good files to take its place in the end, and never the other."""
    config = directory / "hall.toml"
    config.write_text(default_file.replace("[slips]", '[slips]\nlogo = "logo.png"', 1))
    os.mkfifo(directory / "logo.png")
    hall = new_hall(config)
    notify = hall.directory / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(notify))
        systemd.settimeout(HANG_SECONDS)
        daemon = subprocess.Popen(
            hall.arguments(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "NOTIFY_SOCKET": str(notify)})
        writer = writer_of(directory / "logo.png")
        daemon.kill()
        daemon.wait()
        os.close(writer)
        assert not select.select([systemd], [], [], 0)[0], "nothing was told"
        (directory / "logo.png").unlink()
        config.write_text(default_file)
        daemon = subprocess.Popen(
            hall.arguments(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "NOTIFY_SOCKET": str(notify)})
        told = [systemd.recv(4096).decode()]
        while "READY=1" not in told[-1]:
            told.append(systemd.recv(4096).decode())
        # Its first turn may be over by then.
        assert [one for one in told[:-1] if one != "WATCHDOG=1"] == ["EXTEND_TIMEOUT_USEC=90000000"], told
        daemon.terminate()
        assert daemon.wait(HANG_SECONDS) == 0
