"""The board: all drivers of one house behind the ports that app.py asks for.

It is one of its own links: that is how drivers are served between two control ticks. A driver that raises is left out
for a while and takes nothing else with it.
"""

import time
from array import array

from tandem.drivers.clock import WRAP, Clock, Stopwatch, since
from tandem.ports.frame import IN_QUALITY, Q_FAULT
from tandem.ports.reasons import E_DRIVER, E_DRIVER_BACK

MAX_WAIT_MS = 2000  # a quarter of the watchdog's time
_WAKE_INPUT = 1  # what tandem.app calls so
_SLICE_MS = 10
_PAUSE_MS = 1000
_DOUBLINGS = 6
_LONG_MS = 60000


class Board:
    """inputs, outputs, services: tuples of drivers (see README.md here); links: protocol sessions; files: Files port;
    watchdog: Watchdog port; stdio: the launcher's stream, whose input ends a pause after listen(), or None.

    A driver's number, in events, is its place among inputs, then outputs, then services; one that is in two of them
    has its first place.
    """

    max_wait_ms = MAX_WAIT_MS
    calendar = None  # ports.board.Calendar, where it has a wall clock

    def __init__(self, inputs, outputs, services, links, files, watchdog, stdio=None):
        self.clock = Clock()
        self.stopwatch = Stopwatch()
        self.sensors = self.actuators = self
        self.files = files
        self.watchdog = watchdog
        self._stdio = stdio
        self._listens = False
        self.links = [self]
        self.links.extend(links)
        self.wall = None
        self.woken = False  # ends a pause; set by interrupts too
        self._wake = self._post = None
        self._inputs = inputs
        self._outputs = outputs
        drivers = []
        for group in (inputs, outputs, services):
            for driver in group:
                if driver not in drivers:
                    drivers.append(driver)
        self.drivers = drivers
        n = len(drivers)
        self._polled = array("b", [1 if hasattr(driver, "poll") else 0 for driver in drivers])
        self._of_output = array("b", [drivers.index(driver) for driver in outputs])
        # Failures in a row and when to try again: for read() and write(), then for poll().
        self._fails = array("B", [0] * (2 * n))
        self._retry = array("i", [0] * (2 * n))
        for driver in drivers:
            if hasattr(driver, "set_utc"):
                self.wall = driver
            if hasattr(driver, "attach"):
                driver.attach(self)
        if hasattr(watchdog, "attach"):
            watchdog.attach(self)

    def listen(self):
        """From now on input on the serial port ends a pause: there is somebody who reads it."""
        self._listens = self._stdio is not None

    def attach(self, wake, post):
        """By the App: wake(bits) of its scheduler, post(code, a, b) of its events."""
        self._wake = wake
        self._post = post

    def wake(self):
        """Run a control tick at once: a fast input changed. Not for interrupts; they set ``woken``."""
        self.woken = True
        if self._wake is not None:
            self._wake(_WAKE_INPUT)

    def post(self, code, a=0, b=0):
        """An event, lost while there is nobody to take it."""
        if self._post is not None:
            self._post(code, a, b)

    def read(self, frame):
        """Sensors port: each driver writes its channels."""
        now = self.clock.now()
        n = len(self.drivers)
        inputs = self._inputs
        for i in range(len(inputs)):
            if self._fails[i] and since(now, self._retry[i]) < 0:
                self._fault(inputs[i], frame)
                continue
            try:
                inputs[i].read(frame, now)
            except Exception:
                self._failed(i, i, now)
                self._fault(inputs[i], frame)
                continue
            if self._fails[i]:
                self._works(i, i)
            if self._fails[n + i]:
                self._fault(inputs[i], frame)  # what it says is old

    def write(self, frame):
        """Actuators port: every output with every tick, whatever it did before."""
        outputs = self._outputs
        for i in range(len(outputs)):
            k = self._of_output[i]
            try:
                outputs[i].write(frame)
            except Exception:
                self._failed(k, k, self.clock.now())
                continue
            if self._fails[k]:
                self._works(k, k)

    def fallback(self):
        """Actuators port: each output on its own, so that one that fails keeps none from its fallback."""
        for output in self._outputs:
            try:
                output.fallback()
            except BaseException:
                pass

    def poll(self, now):
        """As a link: serve the drivers."""
        n = len(self.drivers)
        for i in range(n):
            if not self._polled[i]:
                continue
            k = n + i
            if self._fails[k] and since(now, self._retry[k]) < 0:
                continue
            try:
                self.drivers[i].poll(now)
            except Exception:
                self._failed(k, i, now)
                continue
            if self._fails[k]:
                self._works(k, i)

    def next_due_ms(self, now):
        """As a link: the earliest that a driver wants."""
        n = len(self.drivers)
        due = _LONG_MS
        for i in range(n):
            if not self._polled[i]:
                continue
            k = n + i
            try:
                left = since(self._retry[k], now) if self._fails[k] else self.drivers[i].next_due_ms(now)
                if left < due:
                    due = left
            except Exception:
                self._failed(k, i, now)
        return due if due > 0 else 0

    def pause(self, ms):
        """Let ms pass, less when an interrupt or input on the console wants the loop."""
        clock = self.clock
        began = clock.now()
        left = ms
        while True:
            # Once at least: the system has its turn, and Ctrl-C.
            time.sleep_ms(0 if self.woken or left <= 0 else min(left, _SLICE_MS))
            if self.woken or (self._listens and self._stdio.wait(0)):
                break
            left = ms - since(clock.now(), began)
            if left <= 0:
                break
        self.woken = False

    def _fault(self, driver, frame):
        for ch in driver.channels:
            frame[IN_QUALITY + ch] = Q_FAULT

    def _failed(self, k, i, now):
        fails = self._fails[k]
        if fails < 255:
            fails += 1
            self._fails[k] = fails
        self._retry[k] = (now + (_PAUSE_MS << min(fails - 1, _DOUBLINGS))) & WRAP
        # The first, and each doubling of them: a dead driver must not fill the list of events.
        if fails & (fails - 1) == 0:
            self.post(E_DRIVER, i, fails)

    def _works(self, k, i):
        self._fails[k] = 0
        self.post(E_DRIVER_BACK, i)
