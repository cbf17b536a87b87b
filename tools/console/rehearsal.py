"""Commissioning rehearsed: a simulated house, wired right or wrong, with a person in it who sees what is so.

The controller is the firmware itself: on CPython in this process (Plain), or in a virtual board's MicroPython behind
its serial port (Virtual). In both the house's time goes only as far as a step lets it pass.
"""

import time
from datetime import datetime
from typing import Any

from host_sim.board_files import MemoryFiles
from host_sim.plant.layout import (
    C_HP_ERROR,
    C_SENSOR,
    C_VALUE,
    K_OUT,
    K_Q_TAP,
    SENSOR_OFFSET,
    SENSOR_OK,
    X_B_STATE,
    X_HP_STATE,
)
from host_sim.run import Config
from host_sim.virtual.house import House
from host_sim.virtual.wiring import SENSORS, Wiring
from tandem.app import App
from tandem.ports.frame import N_OUT, OUT_BOILER, OUT_CONTACTOR, OUT_ELEMENT, OUT_HP, OUT_HP_PUMP, OUT_PUMP, OUT_VALVE
from tools.console.board import Board
from tools.console.commission import boiler, heatpump, relays
from tools.console.commission.plan import steps
from tools.console.commission.site import Person, Site
from tools.console.commission.step import perform
from tools.smp_port import NoAnswer, Port

_HAND_K = 5.0
_BURNING, _LOCKED = 2, 4
_HP_RUNNING = (2, 4)
_CATCH_UP_S = 20.0
DAY = datetime(2025, 3, 10)


class Seer(Person):
    """Sees the machines of a house, and nothing of its wires. house: of host_sim.virtual."""

    def __init__(self, house):
        self.house = house
        self.asked = []
        self.dropped = True
        self.before = []

    def notice(self):
        """See Person."""
        self.before = self._moved()

    def choose(self, key, text, options):
        """See Person."""
        self.asked.append(key)
        about, _, what = key.partition(":")
        x, k, ctl = self.house.sim.x, self.house.sim.plant.k, self.house.sim.plant.ctl
        burns = x[X_B_STATE] == _BURNING or k[K_Q_TAP] > 0.0
        if about == "moved":
            news = [name for name in self._moved() if name not in self.before]
            moved = [name for name in news if relays.NAMES[name] in options]
            return relays.NAMES[what if what in moved else moved[0]] if moved else relays.NOTHING
        if about == "contact":
            states = {"flame": burns, "hp_run": x[X_HP_STATE] in _HP_RUNNING, "hp_error": ctl[C_HP_ERROR] != 0.0}
            return ("no", "yes")[bool(states.get(what, False))]
        if key == "boiler":
            return boiler._TRIES if x[X_B_STATE] == _LOCKED else boiler._BURNS if burns else boiler._REST
        if key == "hp-display":
            return heatpump._DARK if self.house.wiring.fault == "hp-no-supply" else heatpump._LIT
        return options[0] if not (key == "dropped" and not self.dropped) else options[1]

    def number(self, key, text):
        """See Person: outdoors, to whole degrees."""
        return float(round(self.house.sim.plant.k[K_OUT]))

    def act(self, key, text):
        """See Person: a warm hand at the sensor itself, wherever its wires go."""
        about, _, what = key.partition(":")
        ctl, channel = self.house.sim.plant.ctl, SENSORS[what]
        ctl[C_VALUE + channel] = _HAND_K
        ctl[C_SENSOR + channel] = SENSOR_OFFSET if about == "warm" else SENSOR_OK
        return True

    def _moved(self):
        cmd, x = self.house.commands(), self.house.sim.x
        found = []
        if cmd[OUT_BOILER] or x[X_B_STATE] == _BURNING:
            found.append("boiler")
        if cmd[OUT_HP] or x[X_HP_STATE] > 0.0:
            found.append("hp")
        for name, out in (("valve", OUT_VALVE), ("element", OUT_ELEMENT), ("hp_pump", OUT_HP_PUMP), ("pump", OUT_PUMP)):
            if cmd[out]:
                found.append(name)
        if not cmd[OUT_CONTACTOR]:
            found.append("contactor")
        return found


class _Line:
    """Both ends of a line without a port; what comes is served by turns of the controller's loop."""

    in_waiting = 1
    timeout = 0.0

    def __init__(self):
        self.waiting = b""
        self.sent = b""
        self.turn: Any = None

    def write(self, data):
        """The client's, or the board's own: by who calls."""
        self.waiting += data
        for _ in range(64):
            if not self.waiting and self.sent:
                break
            self.turn()

    def read(self, buf):
        """A number of bytes for the client, or into a buffer for the board."""
        if isinstance(buf, int):
            data, self.sent = self.sent, b""
            if not data:
                raise NoAnswer("nobody answers")
            return data
        n = min(len(buf), len(self.waiting))
        buf[:n] = self.waiting[:n]
        self.waiting = self.waiting[n:]
        return n

    def close(self):
        """Nothing to close."""


class _Stream:
    """The board's end."""

    def __init__(self, line):
        self.read = line.read
        self._line = line

    def write(self, data):
        """To the client."""
        self._line.sent += bytes(data)


class Plain:
    """The firmware on CPython. client: a tools.smp_port.Port to it."""

    stopwatch = None
    links = ()
    max_wait_ms = 2000

    def __init__(self, house):
        self.house = house
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = MemoryFiles()
        self.files.data.update(house.records)
        self.person = Seer(house)
        self._line = _Line()
        self.client = Port("rehearsal", line=self._line)
        self.starts = 0
        self.app: Any = None
        self._reset = True
        self._start()

    def _start(self):
        self._reset = False
        self.starts += 1
        self.app = App(self)
        self.app.smp(_Stream(self._line))
        self._line.turn = self._turn
        self._line.waiting = b""

    def _turn(self):
        wait = self.app.loop.turn()
        if self._reset:
            self.house.fallback()
            self.person.dropped = not any(self.house.commands()[:N_OUT])
            self._start()
            return self.app.loop.turn()
        return wait

    def passes(self, seconds):
        """Let time pass."""
        left_ms = round(seconds * 1000)
        while left_ms > 0:
            wait = min(self._turn(), left_ms)
            if wait:
                left_ms -= self.house.advance(wait)

    def now(self):
        """Clock port."""
        return self.house.clock()

    def read(self, frame):
        """Sensors port."""
        frame[:] = self.house.read()

    def write(self, frame):
        """Actuators port."""
        self.house.write(frame)

    def fallback(self):
        """Actuators port."""
        self.house.fallback()

    def feed(self):
        """Watchdog port."""

    def reset(self, _task):
        """Watchdog port."""
        self._reset = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Gated(House):
    """A house whose time goes only as far as it was let."""

    left_ms = 0

    def grant(self, ms):
        """Let so much time pass."""
        self.left_ms += ms

    def advance(self, ms):
        """See House."""
        ms = min(ms, self.left_ms)
        if ms <= 0:
            time.sleep(0.0005)
            return 0
        gone = super().advance(ms)
        self.left_ms -= gone
        return gone


class Virtual:
    """The firmware in a virtual board. board: a host_sim.virtual.board.VirtualBoard around a Gated house, running."""

    def __init__(self, board):
        self.board = board
        self.person = Seer(board.house)
        self.client = Port(str(board.port.path))

    def passes(self, seconds):
        """Let time pass."""
        house = self.board.house
        self.board.call(house.grant, round(seconds * 1000))
        until = time.monotonic() + _CATCH_UP_S
        while house.left_ms > 0 and time.monotonic() < until:
            time.sleep(0.0005)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()


def config_of(**options):
    """A house for rehearsals: a cool day in March."""
    return Config(**{"start": DAY, "days": 3, **options})


def rehearse(bench, only=None, told=None, warm_up_s=900):
    """Commission with all steps, or those whose key is in ``only``: [(step, Result)]. bench: a Plain or a Virtual."""
    board = Board(bench.client)
    site = Site(board, bench.person, bench.passes, told)
    bench.passes(warm_up_s)
    site.begin()
    # What ran in the house before comes to rest.
    site.watch(warm_up_s)
    found = []
    for step in steps(site.p, site.look()):
        if only is None or step.key in only:
            found.append((step, perform(step, site)))
    site.leave()
    return found


def plain(fault="none", **options):
    """A Plain in a house that is wired so."""
    return Plain(House(config_of(**options), 0.0, Wiring(fault)))
