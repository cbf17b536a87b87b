"""A virtual board as a whole: an interpreter, its serial port, its chip and the house, in one loop over what happens.

As on a real board a soft reset is a new interpreter beside pins that stay as they are, a reset is one with all outputs
at their fallback, and Ctrl-C breaks into what runs. Whoever kills the process has cut the power.
"""

import os
import selectors
import threading
import time
from array import array
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from host_sim.virtual.console import Console
from host_sim.virtual.process import Interpreter
from host_sim.virtual.vm import vm_words as w
from tandem.ports.frame import N_IN, N_OUT

_RAW = b"raw REPL; CTRL-B to exit\r\n"
_FRIENDLY = b'Type "help()" for more information.\r\n'
_TAIL = len(_FRIENDLY)
_LONGEST_S = 0.2
_OUT_BLOCK = 1 << 16


class VirtualBoard:
    """command: of the interpreter, as a list; flash: path of the flash file; port, chip: of this package.

    run() turns the loop until stop(). ``told`` counts what the interpreter said over the channel.
    """

    def __init__(self, command, flash, port, chip):
        self._command = command
        self._flash = flash
        self.port = port
        self.chip = chip
        self.house = chip.house
        self.interpreter: Any = None
        self.starts = 0
        self.powered = True  # while False no interpreter is started
        self._raw = False
        self._tail = b""
        self.console: Any = None
        self._request = array("i", bytes(4 * w.REQUEST))
        self._answer = array("i", bytes(4 * w.ANSWER))
        self._frame = array("i", bytes(4 * N_OUT))
        self._selector = selectors.DefaultSelector()
        self._selector.register(port, selectors.EVENT_READ, self._typed)
        self._calls = SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._selector.register(self._woken, selectors.EVENT_READ, self._called)
        self._running = True
        self._thread: Any = None

    @property
    def ready(self):
        """Whether the interpreter is up and runs what is on the flash."""
        return self.console is not None and self.console.ready

    # --- for the host's other threads --------------------------------------------------------------------------------

    def call(self, function, *args, timeout_s=300.0):
        """Let the loop call something between two events; its result."""
        future: Future = Future()
        self._calls.put((future, function, args))
        os.write(self._wake, b"x")
        return future.result(timeout_s)

    def stop(self):
        """Let run() end; may be called from a signal handler."""
        self._running = False
        os.write(self._wake, b"x")

    def __enter__(self):
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self._thread.join(300)

    # --- the loop ----------------------------------------------------------------------------------------------------

    def run(self, each_second=None):
        """Switch on, and go on until stop(); then the interpreter, the port and its link are gone."""
        try:
            self.house.begin()
            self._reset(w.POWER_ON)
            second = time.monotonic()
            while self._running:
                self.turn()
                if each_second is not None and time.monotonic() >= second:
                    second = time.monotonic() + 1.0
                    each_second()
        finally:
            if self.interpreter is not None:
                self._end()
            self._selector.close()
            self.port.close()
            self.chip.close()

    def turn(self):
        """Wait for the next thing to happen, and let it."""
        left_s = self.chip.hungry_s()
        if left_s is not None and left_s <= 0.0:
            self._reset(w.WATCHDOG_RESET)
            return
        wait_s = _LONGEST_S if left_s is None else min(left_s, _LONGEST_S)
        if not self.port.flush():
            wait_s = 0.005
        if self.console is not None:
            soon_s = self.console.turn()
            if soon_s is not None:
                wait_s = min(wait_s, soon_s)
        for key, _ in self._selector.select(wait_s):
            # The one before may have ended what this one came from.
            if key in self._selector.get_map().values():
                key.data()

    def reset(self, cause=w.HARD_RESET):
        """Press the reset button, or with POWER_ON take the supply away for a moment."""
        self._reset(cause)

    def cut(self):
        """Take the supply away until power()."""
        self.powered = False
        self._reset(w.POWER_ON)

    def power(self):
        """Give it back."""
        if not self.powered:
            self.powered = True
            self._start(w.POWER_ON, False)

    def _reset(self, cause):
        if self.interpreter is not None:
            self._end()
        self.chip.reset(cause)
        self._raw = False
        if self.powered:
            self._start(cause, False)

    def _start(self, cause, raw):
        speed = round(self.house.speed * 1000.0)
        self.interpreter = one = Interpreter(self._command, self._flash, self.chip.supply, cause, raw, speed)
        self.starts += 1
        self.console = Console(one, self.chip.operations, b"\x01" if raw else b"")
        self._tail = b""
        self._selector.register(one.out, selectors.EVENT_READ, self._printed)
        self._selector.register(one.channel, selectors.EVENT_READ, self._told)

    def _end(self, killed=True):
        one = self.interpreter
        self.interpreter = self.console = None
        self._forget(one.out)
        self._forget(one.channel)
        if killed:
            one.end()
            return 0
        return one.ended()

    def _forget(self, file):
        if file in self._selector.get_map():
            self._selector.unregister(file)

    def _typed(self):
        data = self.port.read()
        if self.console is not None:
            self.console.type(data)

    def _printed(self):
        try:
            data = os.read(self.interpreter.out.fileno(), _OUT_BLOCK)
        except BlockingIOError:
            return
        if not data:
            self._over()
            return
        self._tail += data
        raw, friendly = self._tail.rfind(_RAW), self._tail.rfind(_FRIENDLY)
        if raw != friendly:
            self._raw = raw > friendly
        self._tail = self._tail[-_TAIL:]
        self.port.write(data)

    def _over(self):
        """The interpreter has ended: by itself, which is a soft reset, or by somebody who took its supply away."""
        code = self._end(killed=False)
        if code < 0:
            self.chip.log.append((self.house.clock(), f"killed by signal {-code}"))
            self._reset(w.POWER_ON)
            return
        self.port.write(b"MPY: soft reboot\r\n")
        self.chip.resets.append(w.SOFT_RESET)
        self._start(w.SOFT_RESET, self._raw)

    def _called(self):
        os.read(self._woken, 1)
        if not self._calls.empty():
            future, function, args = self._calls.get()
            try:
                future.set_result(function(*args))
            except Exception as error:
                future.set_exception(error)

    # --- the channel -------------------------------------------------------------------------------------------------

    def _told(self):
        request = self._request
        try:
            if not self.interpreter.channel.recv_into(request):
                self._forget(self.interpreter.channel)  # its output will tell how it ended
                return
        except ConnectionResetError:
            self._forget(self.interpreter.channel)
            return
        word, number, a, b = request[:4]
        if word >= w.ANSWERED:
            value = self._ask(word, a, b)
            answer = self._answer
            answer[0] = number
            answer[1] = self.house.clock()
            answer[2] = value
            answer[w.BREAK] = word != w.READY and self.console.breaks()
            with suppress(OSError):  # it has just been killed; its output will tell
                self.interpreter.channel.send(answer)
        else:
            self._tell(word, a, b)

    def _tell(self, word, a, b):
        chip = self.chip
        if word == w.FEED:
            chip.feed()
        elif word == w.WRITE:
            self._frame[:] = self._request[w.DATA : w.DATA + N_OUT]
            self.house.write(self._frame)
        elif word == w.FALLBACK:
            self.house.fallback()
        elif word == w.PIN_MODE:
            chip.modes[a] = b
        elif word == w.PIN_SET:
            chip.set_pin(a, b)
        elif word == w.RESET:
            self._reset(w.HARD_RESET)
        elif word == w.OFF:
            self._reset(w.POWER_ON)

    def _ask(self, word, a, b):
        chip = self.chip
        if word == w.PAUSE:
            return self.house.advance(a)
        if word == w.READ:
            self._answer[w.DATA : w.DATA + N_IN] = self.house.read()
        elif word == w.PIN_GET:
            return chip.get_pin(a)
        elif word == w.WATCHDOG:
            chip.watch(a)
        elif word == w.RTC_GET:
            return chip.rtc(a)
        elif word == w.RTC_SET:
            chip.set_rtc(a, b)
        elif word == w.READY:
            self.console.ready = True
        return 0
