"""A board beside a serial front end, which has thermostat and boiler: no relay, and no wire of ours.

When the controller is gone the front end relays what the thermostat says, a minute later at the latest.
"""

from host_sim.opentherm.board import STEP_MS, OtBoard
from host_sim.opentherm.pic import Pic
from tandem.links.opentherm.bridge import Bridge
from tandem.links.opentherm.serial import over_serial

_BUF = 64


class Driver:
    """Link: the bridge, and the driver that feeds its serial line."""

    def __init__(self, board):
        self._board = board
        self._out = bytearray(_BUF)
        self.bridge = board.bridge

    def poll(self, now):
        """Link port."""
        board = self._board
        got = board.pic.read(board.time.ms)
        if got:
            board.serial.feed(got, len(got))
        self.bridge.poll(now)
        n = board.serial.take_out(self._out)
        if n:
            board.pic.write(board.time.ms, bytes(self._out[:n]))

    def next_due_ms(self, now):
        """Link port."""
        return self.bridge.next_due_ms(now)


class PicBoard(OtBoard):
    """As OtBoard."""

    def start(self):
        """A controller begins."""
        if not hasattr(self, "pic"):
            self.pic = Pic(self.to_thermostat.slave, self.to_boiler.master)
            if self.thermostat is not None:
                self.thermostat.end = self.to_thermostat.master
        self.bypassed = False
        self.bridge = Bridge(self._own, self._own)
        self.serial = over_serial(self.bridge)
        self.links = (Driver(self),)
        self.sensors = self.actuators = self.bridge

    def advance(self, wait_ms):
        """As a plain board's, and the front end does its part at each event."""
        time, pic = self.time, self.pic
        until_ms = time.ms + max(0, min(wait_ms, STEP_MS))
        while True:
            peers = [peer for peer in (self.boiler, self.thermostat, pic) if peer is not None]
            due_ms = min(*(peer.due_ms() for peer in peers), pic.read_due_ms())
            due_ms = min(until_ms, max(time.ms + 1, due_ms))
            if due_ms > time.ms:
                self._pass(due_ms - time.ms)
                time.ms = due_ms
            for peer in peers:
                peer.step(time.ms)
            if time.ms >= until_ms or time.ms >= pic.read_due_ms():
                return

    def boiler_asked(self):
        """What the front end did."""
        return self.to_boiler.frames // 2

    def _connect(self, bypassed):
        """There is no relay."""
        self.boiler.obey()
