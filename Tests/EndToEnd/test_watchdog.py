"""What systemd's watchdog hears: that the daemon answers, not that one of its threads is alive."""

import ctypes
import os
import pathlib
import socket

from conftest import HANG_SECONDS

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
                for _ in range(3):
                    is_told(0.2)
                assert not is_told(2)
        assert is_told(HANG_SECONDS)
