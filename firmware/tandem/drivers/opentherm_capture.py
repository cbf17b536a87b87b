"""An OpenTherm line on an ESP32 whose MicroPython captures pulses: RMT sends, RMT receives.

For builds with esp32.RMTRX as proposed to MicroPython (pull request 18454, open in February 2026): get_data() gives one
burst as a list of durations in microseconds, negative while the line was low, None without one. The receiver begins at
the first edge and ends a burst when the line was still for END_NS, so the idle half of the stop bit may be missing.
Tested against a simulated chip; neither the build nor a board was at hand.
"""

import esp32
from machine import Pin

from tandem.drivers.opentherm_send import Sender

SYMBOLS = 64  # 34 are a frame; the rest is room for what a noisy line puts before it
GLITCH_NS = 3000
END_NS = 2000000
POLL_MS = 5
_STILL_US = 2000


class OpenThermCapture:
    """tx, rx: pins; edges: bits.EdgeDecoder, which knows the level at rest; levels: bits.levels; idle: of TX at rest.

    Raises ValueError on a build without the receiver.
    """

    def __init__(self, tx, rx, edges, levels, idle=0, channel=0):
        self.edges = edges
        self._sender = Sender(tx, levels, idle, channel)
        receiver = getattr(esp32, "RMTRX", None)
        if receiver is None:
            raise ValueError("this MicroPython cannot capture pulses; use opentherm_line")
        self._rx = receiver(
            pin=Pin(rx), num_symbols=SYMBOLS, min_ns=GLITCH_NS, max_ns=END_NS, resolution_hz=1000000,
        )  # fmt: skip
        self._rx.active(True)

    def send(self, frame):
        """FramePort."""
        return self._sender.send(frame)

    def take(self, frame):
        """FramePort."""
        data = self._rx.get_data()
        if not data:
            return False
        edges = self.edges
        got = edges.quiet(_STILL_US)  # the line was still before the burst
        for us in data:
            if edges.edge(us if us > 0 else -us, 1 if us > 0 else 0):
                got = True
        if edges.quiet(_STILL_US):
            got = True
        if got:
            for i in range(4):
                frame[i] = edges.frame[i]
        return got

    def next_due_ms(self, now):
        """FramePort."""
        return POLL_MS

    def close(self):
        """The line at rest, the receiver off."""
        self._rx.active(False)
        self._sender.close()
