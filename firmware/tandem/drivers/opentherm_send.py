"""Sends OpenTherm frames by the ESP32's RMT, which plays the 68 half-bits by itself: nothing has to be in time."""

import esp32
from machine import Pin

HALF_US = 500
FRAME_MS = 34
_BITS = 68


class Sender:
    """tx: pin of the adapter; levels: bits.levels, the half-bits of a frame into a list; idle: the level at rest."""

    def __init__(self, tx, levels, idle=0, channel=0):
        self._idle = idle
        self._make_levels = levels
        self._rmt = esp32.RMT(channel, pin=Pin(tx), resolution_hz=1000000, idle_level=idle != 0)
        self._levels = [False] * _BITS

    def send(self, frame):
        """FramePort."""
        if not self._rmt.wait_done():
            return False
        self._make_levels(frame, 0, self._levels, self._idle)
        self._rmt.write_pulses(HALF_US, self._levels)
        return True

    def close(self):
        """The line at rest."""
        self._rmt.deinit()


def loop_test(line, frames, sleep_ms):
    """Send each frame (four bytes) into the own receiver; returns a list of (sent, heard or None) as bytes.

    sleep_ms: time.sleep_ms. For a bench with TX and RX joined; counters are in line.edges.good and .bad.
    """
    heard = []
    got = bytearray(4)
    for sent in frames:
        while line.take(got):
            pass
        while not line.send(sent):
            sleep_ms(1)
        came = None
        for _ in range(20):
            sleep_ms(8)
            if line.take(got):
                came = bytes(got)
                break
        heard.append((bytes(sent), came))
        sleep_ms(FRAME_MS)
    return heard
