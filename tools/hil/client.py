"""A board at a serial port as a bench: armed, asked, and given back. Requests whose answer got lost are repeated."""

import time

from tools.hil.mirror import BEGIN, END, GROUP, REPORT
from tools.smp_port import NoAnswer, Port, PortError, Refused

OS, RESET = 0, 5
USER, ARM = 84, 6
SURE = "outputs to fallback"
BACK_S = 30.0  # from the reset until it answers as a bench
_REPEATS = 3
_ANSWER_S = 1.0  # a tick may take that long on a small board
_BAD_REQUEST = 3
_NOT_SUPPORTED = 8


class Bench:
    """Opens the port; arm() makes the board a bench. ``repeats`` counts what had to be asked again."""

    def __init__(self, path):
        self.path = path
        self.repeats = 0
        self.asked = 0
        self._port = Port(path, _ANSWER_S)

    def arm(self, told=print):
        """Outputs to their fallback, reset, wait for the bench. Raises PortError."""
        if self._is_bench():
            told("the board is a bench already")
            return
        self._port.write(USER, ARM, {"sure": SURE})
        self._port.write(OS, RESET)
        told("armed: the outputs go to their fallback, the board starts again")
        until = time.monotonic() + BACK_S
        while time.monotonic() < until:
            time.sleep(0.5)
            try:
                self._reopen()
                if self._is_bench():
                    return
            except PortError:
                continue
        raise PortError(f"{self.path}: no bench after {BACK_S:.0f} s")

    def ask(self, write, command, body):
        """The answer of the bench's group."""
        return self.ask_counted(write, command, body)[0]

    def ask_counted(self, write, command, body):
        """The answer, and how often the request had to be repeated. Raises PortError."""
        self.asked += 1
        for again in range(_REPEATS + 1):
            try:
                # The firmware under test is built anew by the first one, which takes its time.
                timeout_s = 20.0 if write and command == BEGIN else None
                request = self._port.write if write else self._port.read
                return request(GROUP, command, body, timeout_s), again
            except NoAnswer:
                if again == _REPEATS:
                    raise
                self.repeats += 1
        raise AssertionError

    def report(self):
        """{name: number} of heap and faults."""
        return self.ask(False, REPORT, {})

    def end(self):
        """The board is a controller again; its outputs are its own."""
        self.ask(True, END, {})

    def close(self):
        """Give the port back."""
        self._port.close()

    def _is_bench(self):
        try:
            self._port.read(GROUP, REPORT)
        except Refused as refused:
            if refused.rc in (_BAD_REQUEST, _NOT_SUPPORTED):
                return False
            raise
        return True

    def _reopen(self):
        self._port.close()
        self._port = Port(self.path, _ANSWER_S)
