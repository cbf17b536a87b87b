"""An OpenTherm line on an ESP32 with stock MicroPython: transmitted by RMT, received by I2S that samples a pin.

RMT sends the 68 half-bits by itself. The I2S receiver is used as nothing but a sampler: its data input is the line, its
two clocks go to pins that nothing is connected to. It fills blocks of 32 ms by DMA, so no interrupt has to be in time;
what is late is only decoded later, as long as the buffer of BUFFER bytes (128 ms) lasts. A frame is known at most a
block and its decoding after its end, about 40 ms.

Not yet proven on hardware: order of words and channels, no sample lost between blocks. opentherm_send.loop_test() sends
frames into the own receiver, over a wire from TX to RX, and says what came.

Which chips: each I2S unit is one receiver, so a gateway (two lines) needs two: ESP32 and ESP32-S3 have two, ESP32-C3,
-C6 and -S2 one. RMT has a transmitter for each line on all of them.
"""

from machine import I2S, Pin

from tandem.drivers.opentherm_send import Sender

RATE_HZ = 8000
BUFFER = 8192
POLL_MS = 8
_RING = 4


class OpenThermLine:
    """tx, rx: pins of the adapter; clocks: two free pins (bit and word clock); unit: I2S, channel: RMT.

    decoder: a LineDecoder with words of up to 32 ms; levels: bits.levels, the half-bits of a frame into a list;
    idle: the level that TX has at rest. Raises ValueError for a unit or a pin that the chip has not.
    """

    def __init__(self, tx, rx, clocks, decoder, levels, idle=0, unit=0, channel=0):
        self._sender = Sender(tx, levels, idle, channel)
        self.edges = decoder.edges
        self._decoder = decoder
        self._words = decoder.words
        self._full = False
        self._frames = bytearray(4 * _RING)
        self._n = 0
        self.lost = 0  # frames that nobody took
        self._i2s = I2S(
            unit, sck=Pin(clocks[0]), ws=Pin(clocks[1]), sd=Pin(rx), mode=I2S.RX, bits=32, format=I2S.STEREO,
            rate=RATE_HZ, ibuf=BUFFER,
        )  # fmt: skip
        self._i2s.irq(self._filled)
        self._i2s.readinto(self._words)

    def send(self, frame):
        """FramePort."""
        return self._sender.send(frame)

    def take(self, frame):
        """FramePort: decodes what has been sampled meanwhile."""
        self._listen()
        if not self._n:
            return False
        frames = self._frames
        for i in range(4):
            frame[i] = frames[i]
        self._n -= 1
        for i in range(4 * self._n):
            frames[i] = frames[i + 4]
        return True

    def next_due_ms(self, now):
        """FramePort: the block is looked for a few times while it fills."""
        return 0 if self._n or self._full else POLL_MS

    def close(self):
        """The line at rest, the receiver off: for a reset, a flash, a change of role."""
        self._i2s.deinit()
        self._sender.close()

    def _filled(self, _i2s):
        self._full = True

    def _listen(self):
        if not self._full:
            return
        self._full = False
        got = self._decoder.feed()
        # Only now may the receiver write again; what came meanwhile waits in its own buffer.
        self._i2s.readinto(self._words)
        if not got:
            return
        if self._n == _RING:
            self.lost += 1
            return
        at = 4 * self._n
        frame = self.edges.frame
        for i in range(4):
            self._frames[at + i] = frame[i]
        self._n += 1
