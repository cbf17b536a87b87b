"""What a board offers to the kernel: the interfaces, with units and errors. Nothing here is imported on a board; a
driver or a simulated twin is any object with these methods.

Errors: a method that cannot do its work raises OSError; it never blocks longer than its budget and never returns a
guess.
"""


class Clock:
    """The only source of time."""

    def now(self):
        """Milliseconds modulo 2^30, on every clock (12.4 days)."""
        raise NotImplementedError


class Stopwatch:
    """Measures how long a task took; virtual in the simulator."""

    def start(self):
        """Begin."""
        raise NotImplementedError

    def elapsed_ms(self):
        """Milliseconds since start(), 0..2^29."""
        raise NotImplementedError


class Sensors:
    """Fills the channel, limit, price and wall-time fields of an input frame."""

    def read(self, frame):
        """frame: array('i') of N_IN. Every channel gets value, quality and age; the time fields are the kernel's."""
        raise NotImplementedError


class Actuators:
    """Carries an output frame to the relays and buses."""

    def write(self, frame):
        """frame: array('i') of N_OUT. Called once per control tick, changed or not (held commands expire)."""
        raise NotImplementedError

    def fallback(self):
        """Every output to the fallback that the board file states. Must not fail."""
        raise NotImplementedError


class Files:
    """Named records that survive a power cut."""

    def read(self, name):
        """bytes of the record, or None when there is none."""
        raise NotImplementedError

    def write(self, name, data):
        """Replace the record as a whole: after a power cut it is the old one or the new one. Raises OSError."""
        raise NotImplementedError


class Watchdog:
    """The hardware watchdog, and the way to a reset."""

    def feed(self):
        """Postpone the reset by the watchdog's timeout."""
        raise NotImplementedError

    def reset(self, task):
        """Outputs to fallback, then reset now; task is the number of the stale task, -1 when it was asked
        for. Returns only in a simulation."""
        raise NotImplementedError

    def stale(self):
        """Number of the task that the last reset was for, -1 when it was for something else. Answers once. A board that
        cannot keep it over a reset has no such method."""
        raise NotImplementedError


class Calendar:
    """Date and time, for people; control has its wall time in the input frame."""

    def read(self, row):
        """Fill a list of six: year, month, day, hour, minute, second, in UTC. False when they are not known."""
        raise NotImplementedError

    def write(self, row):
        """Set them. False when that cannot be done."""
        raise NotImplementedError


class Link:
    """A protocol session, served by the outer loop and not by the task table."""

    def poll(self, now):
        """Drain and fill byte buffers; never waits."""
        raise NotImplementedError

    def next_due_ms(self, now):
        """Milliseconds until it wants to be polled again, 0..2^29."""
        raise NotImplementedError


class Board:
    """All ports of a board, as attributes: clock, sensors, actuators, files, watchdog, stopwatch (or None), calendar
    (or None), links, max_wait_ms; and how its loop waits."""

    def pause(self, ms):
        """Wait for ms, or less when a link has input."""
        raise NotImplementedError

    def listen(self):
        """From now on input on the serial port ends a pause."""
        raise NotImplementedError


class Launch:
    """What the launcher hands to the firmware that it starts.

    watchdog has feed() and lengthen(ms), and cannot be stopped; stdio is the serial port: read(buf) gives the number of
    bytes that had come, write(buf), wait(ms); cause: of the last reset, as the machine numbers it; name: of the board;
    slot, version: of the image.
    """

    def safe(self):
        """All outputs to their fallback. Does not fail."""
        raise NotImplementedError

    def lock(self):
        """From now on Ctrl-C on the serial port is a byte like any other, until the next reset."""
        raise NotImplementedError

    def worked(self):
        """The firmware did its work for long enough: this start counts as a good one. Raises OSError."""
        raise NotImplementedError


class Tap:
    """Sees each finished control tick: trace, flight recorder, bench."""

    def tick(self, inputs, outputs):
        """Both are frames (array('i')), valid until the next tick."""
        raise NotImplementedError


class FramePort:
    """One end of an OpenTherm line: frames of four bytes go out and come in. What is on the wire is the driver's."""

    def send(self, frame):
        """Begin to send four bytes; False while one is still under way."""
        raise NotImplementedError

    def take(self, frame):
        """Put the next frame that came, whole and with right parity or not, into four bytes; False without one."""
        raise NotImplementedError

    def next_due_ms(self, now):
        """Milliseconds until take() may have something, 0..2^29; a receiver that must be polled says how often."""
        raise NotImplementedError


class LineDecoder:
    """What a driver that samples a line is given: it fills ``words``, array("H") of 16 samples each, then feed().

    ``edges`` has ``frame``, the last good four bytes, ``good`` and ``bad``, counters, and ``idle``, the level at rest.
    """

    def feed(self):
        """Decode ``words`` once; True when ``edges.frame`` is a new frame."""
        raise NotImplementedError
