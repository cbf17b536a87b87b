"""A two-wire line in virtual time: frames take 34 ms, and may be lost, damaged or made up on the way."""

from typing import Any

import numpy as np

from tandem.ports.board import FramePort

FRAME_MS = 34
NEVER_MS = 1 << 60  # later than any run ends


class Noise:
    """Chances a frame: lost, or with bits turned over (one in half of these, two or more in the rest)."""

    def __init__(self, lost=0.0, damaged=0.0, seed=1):
        self.lost = lost
        self.damaged = damaged
        self.hit = 0
        self._rng = np.random.default_rng((seed, 1150))

    def through(self, frame):
        """What arrives of four bytes: None, or four bytes."""
        dice = self._rng.random()
        if dice < self.lost:
            self.hit += 1
            return None
        if dice >= self.lost + self.damaged:
            return frame
        self.hit += 1
        bits = 1 if self._rng.random() < 0.5 else int(self._rng.integers(2, 6))
        word = int.from_bytes(frame, "big")
        for bit in self._rng.choice(32, bits, replace=False):
            word ^= 1 << int(bit)
        return word.to_bytes(4, "big")


class End(FramePort):
    """One end of a wire."""

    def __init__(self, wire):
        self._wire = wire
        self.peer: Any = None
        self.arrives_ms = NEVER_MS  # when take() has something
        self._free_ms = 0
        self._frame = None

    def send(self, frame):
        """FramePort: False while a frame of either side is under way, as nobody can talk into another's frame."""
        now = self._wire.clock.ms
        if now < self._free_ms or now < self.peer._free_ms:
            return False
        self._free_ms = now + FRAME_MS
        self._wire.frames += 1
        sent = bytes(frame)
        noise = self._wire.noise
        got = sent if noise is None else noise.through(sent)
        if got is not sent:
            self._wire.hits += 1
        if got is not None:
            self.peer._frame, self.peer.arrives_ms = got, now + FRAME_MS
        return True

    def take(self, frame):
        """FramePort."""
        if self._wire.clock.ms < self.arrives_ms:
            return False
        frame[:] = self._frame
        self.arrives_ms = NEVER_MS
        return True

    def next_due_ms(self, _now):
        """FramePort."""
        left = self.arrives_ms - self._wire.clock.ms
        return left if left > 0 else 0


class Clock:
    """Milliseconds since the start, never wrapped; shared by all that hangs on the wires of a board."""

    def __init__(self):
        self.ms = 0


class Wire:
    """master and slave are its ends."""

    def __init__(self, clock, noise=None):
        self.clock = clock
        self.noise = noise
        self.frames = 0
        self.hits = 0  # of them, lost or damaged
        self.master = End(self)
        self.slave = End(self)
        self.master.peer, self.slave.peer = self.slave, self.master
