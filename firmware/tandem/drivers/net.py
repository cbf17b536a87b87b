"""Wi-Fi or Ethernet: comes up, is looked after, and never makes control wait.

Nothing here waits: connecting is begun, then looked at once a second. What it takes is bounded; then the chip's radio
is told to stop, and is tried again after a pause of 2 s that doubles up to five minutes.
"""

import network

from tandem.drivers.clock import WRAP, since
from tandem.ports.reasons import E_NET

_LOOK_MS = 1000
_TRY_MS = 20000
_PAUSE_MS = 2000
_PAUSE_MAX_MS = 300000
_NOWHERE = "0.0.0.0"

REST = 0
TRYING = 1
UP = 2


class Lan:
    """Ethernet: a cable needs no connecting. lan: network.LAN(...). ``up``, ``address`` and ``dns`` as texts."""

    def __init__(self, lan):
        self._nic = lan
        self._board = None
        self._pause_ms = _PAUSE_MS
        self._due = 0
        self._began = 0
        self._active = False
        self._started = False
        self.state = REST
        self.up = False
        self.address = ""
        self.dns = ""
        self.losses = 0

    def attach(self, board):
        """For events."""
        self._board = board

    def poll(self, now):
        """Look after it."""
        if self._started and since(now, self._due) < 0:
            return
        self._started = True
        self._due = (now + _LOOK_MS) & WRAP
        try:
            self._step(now)
        except Exception:
            # A driver of the chip in a state of its own: off and on again.
            self._down()
            self._active = False
            self._rest(now)

    def next_due_ms(self, now):
        """When to look again."""
        left = since(self._due, now) if self._started else 0
        return left if left > 0 else 0

    def _step(self, now):
        if not self._active:
            self._nic.active(False)
            self._nic.active(True)
            self._active = True
        if self.state == REST:
            self._connect()
            self.state = TRYING
            self._began = now
            return
        if self._nic.isconnected():
            if self.state != UP:
                self._found()
            return
        if self.state == UP:
            self._down()
            self._rest(now)
        elif since(now, self._began) > _TRY_MS:
            self._give_up()
            self._rest(now)

    def _found(self):
        config = self._nic.ifconfig()
        if config[0] == _NOWHERE:
            return
        self.address = config[0]
        self.dns = config[3] if config[3] != _NOWHERE else config[2]
        self.state = UP
        self.up = True
        self._pause_ms = _PAUSE_MS
        self._say(1)

    def _down(self):
        if self.up:
            self.up = False
            self.losses = (self.losses + 1) & WRAP
            self._say(0)

    def _rest(self, now):
        self.state = REST
        self._due = (now + self._pause_ms) & WRAP
        self._pause_ms = min(2 * self._pause_ms, _PAUSE_MAX_MS)

    def _say(self, up):
        if self._board is not None:
            self._board.post(E_NET, up)

    def _connect(self):
        """Begin; nothing to do for a cable."""

    def _give_up(self):
        """Stop trying."""


class Wifi(Lan):
    """A station. ssid, key: of the network; name: how the router shows this device."""

    def __init__(self, ssid, key, name):
        network.hostname(name)
        Lan.__init__(self, network.WLAN(network.STA_IF))
        self._ssid = ssid
        self._key = key

    def _connect(self):
        # The chip's own endless retries would disturb ours.
        self._nic.config(reconnects=0)
        self._nic.connect(self._ssid, self._key)

    def _give_up(self):
        self._nic.disconnect()
