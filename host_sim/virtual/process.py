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
_DECIDE_S = 0.2
_SIGINT_BIT = 1 << (signal.SIGINT - 1)
_PR_SET_PDEATHSIG = 1


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

    def type(self, data):
        """What comes in over the port. Lost when nobody has read for long, as on a board."""
        start = 0
        for i, byte in enumerate(data):
            if byte == 3:
                self._put(data[start:i])
                self.interrupt()
                start = i + 1
        self._put(data[start:])

    def interrupt(self):
        """A Ctrl-C: breaks into a program that can be broken into, and is a character like others to all else."""
        until = time.monotonic() + _DECIDE_S
        while True:
            # Stopped, it cannot change its mind between our look and the signal, which would then kill it.
            os.kill(self.pid, signal.SIGSTOP)
            try:
                status = self._status()
                if int(status.get("SigCgt", "0"), 16) & _SIGINT_BIT:
                    os.kill(self.pid, signal.SIGINT)
                    return
                waits = not self._unread() and self._waits_for_input()
            finally:
                os.kill(self.pid, signal.SIGCONT)
            if waits or not status or time.monotonic() > until:
                self._put(b"\x03")
                return
            time.sleep(0.002)

    def end(self):
        """Kill it, and wait until it is gone."""
        self._process.kill()
        self.ended()

    def ended(self):
        """Wait for its end; True when it was its own."""
        code = self._process.wait()
        for file in (self._in, self.out, self.channel):
            file.close()
        return code >= 0

    def _put(self, data):
        try:
            if data:
                self._in.write(data)
        except (BrokenPipeError, ValueError):
            pass  # it has just ended

    def _status(self):
        """/proc/PID/status once it has come to a stop; empty when it has ended."""
        for _ in range(1000):
            try:
                lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
            except OSError:
                return {}
            status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
            state = status.get("State", "Z")[0]
            if state == "Z":
                return {}
            if state in "Tt":
                return status
            time.sleep(0.0002)
        return status

    def _unread(self):
        return struct.unpack("i", fcntl.ioctl(self._in.fileno(), termios.FIONREAD, bytes(4)))[0]

    def _waits_for_input(self):
        """Whether it sits in a read of its standard input, which is what the prompt does."""
        try:
            call = Path(f"/proc/{self.pid}/syscall").read_text().split()
        except OSError:
            return True  # not allowed to look: then as if
        return len(call) > 1 and call[1] == "0x0"
