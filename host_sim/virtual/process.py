"""The interpreter of a virtual board as a process: MicroPython's unix port with the board's first code in it (vm/).

Linux only: what the interpreter does with a Ctrl-C is read from /proc.
"""

import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import termios
import time
from pathlib import Path

from host_sim.virtual.vm import vm_words as w

START = Path(__file__).resolve().parent / "vm" / "start.py"
# What came of a Ctrl-C: sent; not, as it is a character here; not, as there are others before it, whose effect it may
# be meant for; not, as it would do harm now.
DONE, WAITS, ASIDE, BUSY = range(4)
_SIGINT_BIT = 1 << (signal.SIGINT - 1)
_PR_SET_PDEATHSIG = 1
_FILES = ([f"{w.FLASH_FD:#x}"], [f"{w.SUPPLY_FD:#x}"])


class Interpreter:
    """One process, from a reset to the next. command: of MicroPython; flash: path of the flash file;
    supply: descriptor of its supply.

    cause: of the reset; only_boot: main.py is left out; speed: thousandths, 0 for as fast as possible.
    ``out`` and ``channel`` are what the host reads.
    """

    def __init__(self, command, flash, supply, cause, only_boot, speed):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Above the two numbers that the other side knows them by, or one could lie on the other.
        inner = fcntl.fcntl(theirs.fileno(), fcntl.F_DUPFD, 16)
        file = os.open(flash, os.O_RDWR)
        chip = fcntl.fcntl(file, fcntl.F_DUPFD, 16)
        supply = fcntl.fcntl(supply, fcntl.F_DUPFD, 16)
        parent = os.getpid()
        prctl = ctypes.CDLL(None).prctl

        def before_exec():
            os.dup2(inner, w.CHANNEL_FD)
            os.dup2(chip, w.FLASH_FD)
            os.dup2(supply, w.SUPPLY_FD)
            os.closerange(w.SUPPLY_FD + 1, 256)
            # Whatever ends the host, no interpreter stays behind; not even one that hangs.
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

        arguments = [str(cause), str(int(only_boot)), str(speed)]
        # No HOME: the interpreter would keep a history there.
        env = {"MICROPYPATH": ".frozen", "TZ": "UTC", "PATH": os.environ.get("PATH", "")}
        self._process = subprocess.Popen(
            [*command, "-i", str(START), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, bufsize=0, env=env, cwd="/", close_fds=False, preexec_fn=before_exec,
            start_new_session=True,
        )  # fmt: skip
        for descriptor in (inner, chip, supply, file):
            os.close(descriptor)
        theirs.close()
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in = self._process.stdin
        self.out = self._process.stdout
        self.pid = self._process.pid
        os.set_blocking(self._in.fileno(), False)
        os.set_blocking(self.out.fileno(), False)

    def put(self, data):
        """Give it input. Lost when nobody has read for long, as on a board."""
        try:
            if data:
                self._in.write(data)
        except (BrokenPipeError, ValueError):
            pass  # it has just ended

    def catches(self):
        """Whether it catches a Ctrl-C; to be asked while it waits for an answer."""
        return _catches(self._status(False))

    def ran_ns(self):
        """Time of the processor that it has had."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0])
        except OSError:
            return time.process_time_ns()

    def interrupt(self, computes):
        """Send a Ctrl-C if this is a good moment; DONE, or why not. computes: running code is good enough."""
        # Stopped, it cannot change its mind between our look and the signal, which would then kill it.
        os.kill(self.pid, signal.SIGSTOP)
        try:
            status = self._status(True)
            call = self._call()
            if not status:
                return DONE  # it has ended
            if not _catches(status):
                return ASIDE if self._unread() else WAITS
            inside = call[0] not in ("-1", "running")
            if call[1:2] == [f"{w.CHANNEL_FD:#x}"] or (inside and call[1:2] in _FILES) or not (inside or computes):
                return BUSY
            os.kill(self.pid, signal.SIGINT)
            return DONE
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def end(self):
        """Kill it, and wait until it is gone."""
        self._process.kill()
        self.ended()

    def ended(self):
        """Wait for its end; its exit code, negative when a signal ended it."""
        code = self._process.wait()
        for file in (self._in, self.out, self.channel):
            file.close()
        return code

    def _status(self, stopped):
        """/proc/PID/status, once it has come to a stop if that is wanted; empty when it has ended."""
        while True:
            try:
                lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
            except OSError:
                return {}
            status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
            state = status.get("State", "Z")[0]
            if state in "ZX":
                return {}
            if state in "Tt" or not stopped:
                return status
            time.sleep(0.0002)

    def _call(self):
        """The system call that it is in: number and arguments; "-1" for none."""
        try:
            return Path(f"/proc/{self.pid}/syscall").read_text().split() or ["-1"]
        except OSError:
            return ["0", "0x0"]  # not allowed to look: then as if it waited

    def _unread(self):
        return struct.unpack("i", fcntl.ioctl(self._in.fileno(), termios.FIONREAD, bytes(4)))[0]


def _catches(status):
    return bool(int(status.get("SigCgt", "0"), 16) & _SIGINT_BIT)
