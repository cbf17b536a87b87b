"""A serial front end of the PIC gateway type between thermostat and boiler: relays, reports in lines, obeys commands.

Made from the description of the serial protocol, without the firmware's code. Its line has 9600 bit/s, so a report
needs 11 ms. What it does not do: Smart Power, summaries (PS=1 only stops the reports), the clock, settings in EEPROM.
"""

from host_sim.opentherm.frames import build, parts
from host_sim.opentherm.wire import NEVER_MS

BYTE_MS = 10 / 9.6
EXPIRE_MS = 63000  # an override of the set-point that nobody repeats
LONELY_MS = 10000  # without a thermostat it is the master
PERIOD_MS = 1000
BOOT_MS = 700
BANNER = "OpenTherm Gateway 6.6"
_ALONE = (0, 25, 1, 17, 28, 14, 0, 25, 1, 18)
_BOOLEANS = ("CH", "GW", "PS")


class Pic:
    """up: its end of the thermostat's wire (a slave); down: its end of the boiler's (a master)."""

    def __init__(self, up, down):
        self.up, self.down = up, down
        self.resets = 0
        self.plugged = True  # the serial line
        self.lines = []  # what it has said, for tests
        self._buf = bytearray(4)
        self._out = []  # (when ms, bytes)
        self._out_ms = 0.0
        self._in = b""
        self._boot_ms = NEVER_MS
        self._start(0)

    def _start(self, now):
        self.cs_c = 0.0
        self._cs_ms = 0
        self.ch = True
        self.hw = "A"
        self.mm = None
        self.sw = self.sh = None
        self.reports = True
        self._pm = None
        self._asked = None  # the thermostat's frame under way
        self._asked_ms = now
        self._sent_ms = None
        self._heard_ms = now
        self._lonely = False
        self._next_ms = NEVER_MS
        self._turn = 0

    # --- the wires ---------------------------------------------------------------------------------------------------
    def step(self, now):
        """Do what is due, ms."""
        if now >= self._boot_ms:
            self._boot_ms = NEVER_MS
            self._start(now)
            self._say(now, BANNER)
        running = self._boot_ms == NEVER_MS
        while now >= self.up.arrives_ms and self.up.take(self._buf):
            frame = parts(self._buf)
            if running:
                self._from_thermostat(now, bytes(self._buf), frame)
        while now >= self.down.arrives_ms and self.down.take(self._buf):
            frame = parts(self._buf)
            if running:
                self._from_boiler(now, bytes(self._buf), frame)
        if not running:
            return
        if self._cs_ms and now - self._cs_ms >= EXPIRE_MS:
            self.cs_c, self._cs_ms = 0.0, 0
        if not self._lonely and now - self._heard_ms >= LONELY_MS:
            self._lonely, self._next_ms = True, now
            self._say(now, "Thermostat disconnected")
        if now >= self._next_ms:
            self._ask(now)

    def due_ms(self):
        """When step() must come, ms."""
        due = min(self.up.arrives_ms, self.down.arrives_ms, self._boot_ms, self._next_ms)
        if not self._lonely:
            due = min(due, self._heard_ms + LONELY_MS)
        return due

    def _from_thermostat(self, now, raw, frame):
        if frame is None or frame[0] > 3:
            self._say(now, "Error 01")
            return
        self._heard_ms = now
        if self._lonely:
            self._lonely = False
            self._say(now, "Thermostat connected")
        self._say(now, "T" + raw.hex().upper())
        kind, at, word = frame
        self._asked = frame
        sent = build(kind, at, self._told(kind, at, word))
        if sent[1:] != raw[1:]:
            self._say(now, "R" + sent.hex().upper())
        self.down.send(sent)
        self._next_ms = now + 450 if self._pm is not None else NEVER_MS

    def _from_boiler(self, now, raw, frame):
        if frame is None or frame[0] < 4:
            self._say(now, "Error 02")
            return
        self._say(now, "B" + raw.hex().upper())
        if self._asked is None or self._asked[1] != frame[1]:
            return
        kind, at, word = frame
        if at == 0:
            word = self._asked[2] & 0xFF00 | word & 0xFF
        elif at in (1, 14) and kind == 5:
            word = self._asked[2]
        back = build(kind, at, word)
        if back != raw:
            self._say(now, "A" + back.hex().upper())
        self._asked = None
        self.up.send(back)

    def _ask(self, now):
        """A frame of its own: one asked for, or the next of those it says as the only master."""
        if self._pm is not None:
            kind, at, word = 0, self._pm, 0
            self._pm = None
        else:
            at = _ALONE[self._turn % len(_ALONE)]
            self._turn += 1
            kind = int(at in (1, 14))
            word = {0: 0, 1: 0x0A00, 14: 0x6400}.get(at, 0)
        self._asked = None
        self._next_ms = now + PERIOD_MS if self._lonely else NEVER_MS
        sent = build(kind, at, self._told(kind, at, word))
        if self.down.send(sent):
            self._say(now, "R" + sent.hex().upper())

    def _told(self, kind, at, word):
        """What the boiler is told in place of this."""
        if at == 0 and kind == 0:
            if self.cs_c:
                word = word & ~0x100 | int(self.ch) << 8
            if self.hw in "01":
                word = word & ~0x200 | int(self.hw) << 9
        elif at == 1 and kind == 1 and self.cs_c:
            word = round(256 * self.cs_c)
        elif at == 14 and kind == 1 and self.mm is not None:
            word = self.mm << 8
        return word

    # --- the serial line ---------------------------------------------------------------------------------------------
    def reset(self, now, why="WDT reset!"):
        """It loses everything and is away for a moment."""
        self.resets += 1
        self._in = b""
        if why:
            self._say(now, why)
        self._boot_ms = now + BOOT_MS

    def read(self, now):
        """Bytes that have come over the serial line by now."""
        got = b""
        while self._out and self._out[0][0] <= now:
            got += self._out.pop(0)[1]
        return got if self.plugged else b""

    def read_due_ms(self):
        """When read() may have something, ms."""
        return self._out[0][0] if self._out else NEVER_MS

    def write(self, now, data):
        """Bytes for it."""
        if not self.plugged or self._boot_ms != NEVER_MS:
            return
        self._in += data
        *lines, self._in = self._in.split(b"\r")
        for line in lines:
            reply = self._command(now, line.decode("ascii", "replace").strip("\n"))
            if reply is not None:
                self._say(now, reply)

    def _say(self, now, line):
        if line[0] in "TBRA" and len(line) == 9 and not self.reports:
            return
        self.lines.append(line)
        del self.lines[:-2000]
        self._out_ms = max(self._out_ms, float(now)) + (len(line) + 2) * BYTE_MS
        self._out.append((int(self._out_ms) + 1, line.encode() + b"\r\n"))

    def _command(self, now, line):
        if len(line) < 4 or line[2] != "=":
            return "SE"
        name, value = line[:2], line[3:]
        if name in _BOOLEANS and not (name == "GW" and value == "R"):
            if len(value) != 1:
                return f"{name}: SE"
            if value not in "01":
                return f"{name}: BV"
        if name == "CS":
            return self._set_cs(now, value)
        if name == "CH":
            self.ch = value == "1"
        elif name == "PS":
            self.reports = value == "0"
        elif name == "HW":
            self.hw = value if value in ("0", "1", "P") else "A"
        elif name == "MM":
            self.mm = int(value) if value.isdecimal() and int(value) <= 100 else None
        elif name in ("SW", "SH"):
            return self._set_bound(name, value)
        elif name == "PM":
            self._pm = int(value)
        elif name == "PR" and value == "A":
            return f"PR: A={BANNER}"
        elif name == "GW" and value == "R":
            self.reset(now, "")
            return None
        elif name != "GW":
            return f"{name}: NG"
        return f"{name}: {value}"

    def _set_cs(self, now, value):
        try:
            wanted = float(value)
        except ValueError:
            return "CS: BV"
        if not 0.0 <= wanted <= 100.0:
            return "CS: OR"
        self.cs_c = wanted
        self._cs_ms = now if wanted >= 8.0 else 0
        return f"CS: {wanted:.2f}"

    def _set_bound(self, name, value):
        low, high = (35, 60) if name == "SW" else (20, 90)
        wanted = float(value)
        if wanted and not low <= wanted <= high:
            return f"{name}: BV"
        setattr(self, name.lower(), wanted or None)
        return f"{name}: {wanted:.2f}"
