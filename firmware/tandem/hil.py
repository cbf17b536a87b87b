"""The bench's end of hardware in the loop: the whole firmware, with frames that come over the serial line for sensors.

The board was armed and has been reset for it. Its real outputs are at their fallback and stay there; the records are in
memory, so the house's own are untouched; the clock is the client's. When nobody asks any more the board is reset and
is a controller again. Group 85, docs/hil.md; everything is written:

    0 begin  t: clock in ms, protection, habits: two records or empty, p: {id: value} that differ from the defaults
    1 step   n: number, t, d: changed input fields, each <Bi number and value; more: there is more of this tick. With
             the number of the step before it is not done again, and the answer has all fields that are not zero
    2 set    p: {id: value}
    3 series kind, first, v
    4 end

A step is a control tick. Its answer: o: changed output fields as in d, us: time of the whole turn, up: uptime in s,
left: how many more fields changed than an answer holds; they are read with command 1. Command 5 is read and tells what
the bench report wants.
"""

import gc
import struct
import time

from launcher.smp import ERR_INVALID, ERR_NOT_SUPPORTED, ERR_STATE, Smp
from tandem.app import CONTROL_MS, WAKE_INPUT, App, collect
from tandem.ports.frame import N_IN, N_OUT

GROUP = 85
QUIET_MS = 60000
_CHANGE = "<Bi"
_SIZE = 5
_MASK = 0x3FFFFFFF
_MOST = 36  # changed fields in an answer
# CPython has no ticks; there nobody looks at them.
_ticks_us = getattr(time, "ticks_us", time.time)
_BEGIN, _STEP, _SET, _SERIES, _END, _REPORT = range(6)


class MemoryFiles:
    """The files port, for as long as the power stays."""

    def __init__(self):
        self._data = {}

    def read(self, name):
        """bytes or None."""
        return self._data.get(name)

    def write(self, name, data):
        """Replace."""
        self._data[name] = bytes(data)


class BenchBoard:
    """The ports of the firmware under test. reset(): what its supervisor asks for is counted."""

    stopwatch = None
    links = ()
    max_wait_ms = 0

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = MemoryFiles()
        self.ms = 0
        self.frame = bytearray(4 * N_IN)
        self.resets = 0
        self.written = 0

    def now(self):
        """Clock port."""
        return self.ms

    def read(self, frame):
        """Sensors port."""
        for i in range(N_IN):
            frame[i] = struct.unpack_from("<i", self.frame, 4 * i)[0]

    def write(self, _frame):
        """Actuators port: nothing is moved."""
        self.written += 1

    def fallback(self):
        """Actuators port."""

    def feed(self):
        """Watchdog port; the real one is fed by the loop around us."""

    def reset(self, _task):
        """Watchdog port."""
        self.resets += 1


class Bench:
    """Group 85."""

    group = GROUP

    def __init__(self):
        self.board = BenchBoard()
        self.app = None
        self.over = False
        self.asked = True
        self._out = bytearray(4 * N_OUT)
        self._changes = bytearray(_SIZE * _MOST)
        self._ticks = 0
        self._n = -1

    def handle(self, write, command, request, reply):
        """See launcher.smp."""
        self.asked = True
        app = self.app
        if not write:
            if command == _STEP and app is not None:
                return self._changed(app.outputs.f, reply)
            return self._report(reply) if command == _REPORT else ERR_NOT_SUPPORTED
        if command == _BEGIN:
            return self._begin(request)
        if command == _END:
            self.over = True
            return 0
        if app is None:
            return ERR_STATE
        if command == _STEP:
            return self._step(app, request, reply)
        if command == _SET:
            return self._set(app.params, request.get("p"))
        if command == _SERIES:
            return self._series(app.inputs.series, request)
        return ERR_NOT_SUPPORTED

    def _begin(self, request):
        t = request.get("t")
        records = (request.get("protection"), request.get("habits"))
        if type(t) is not int or not 0 <= t <= _MASK or type(records[0]) is not bytes or type(records[1]) is not bytes:
            return ERR_INVALID
        self.app = None
        gc.collect()
        self.board = board = BenchBoard()
        board.ms = t
        app = App(board, request.get("period", CONTROL_MS))
        app.controller.load(records[0] or None, records[1] or None)
        self.app = app
        collect()
        self._out = bytearray(4 * N_OUT)
        self._ticks = 0
        self._n = -1
        return 0

    def _step(self, app, request, reply):
        t = request.get("t")
        data = request.get("d")
        if type(data) is not bytes or len(data) % _SIZE or type(t) is not int or not 0 <= t <= _MASK:
            return ERR_INVALID
        frame = self.board.frame
        for at in range(0, len(data), _SIZE):
            field = data[at]
            if field >= N_IN:
                return ERR_INVALID
            frame[4 * field : 4 * field + 4] = data[at + 1 : at + _SIZE]
        if request.get("more"):
            return 0
        if request.get("n") == self._n:
            # The answer was lost on the way.
            self._out = bytearray(4 * N_OUT)
            return self._changed(app.outputs.f, reply)
        self._n = request.get("n")
        self.board.ms = t
        app.scheduler.wake(WAKE_INPUT)
        began = _ticks_us()
        app.loop.turn()
        us = int(_ticks_us() - began) & _MASK
        self._ticks += 1
        reply.pair("us", us)
        reply.pair("up", app.uptime.s)
        return self._changed(app.outputs.f, reply)

    def _changed(self, f, reply):
        out = self._out
        changes = self._changes
        n = left = 0
        for i in range(N_OUT):
            if struct.unpack_from("<i", out, 4 * i)[0] == f[i]:
                continue
            if n == _MOST * _SIZE:
                left += 1
                continue
            struct.pack_into("<i", out, 4 * i, f[i])
            struct.pack_into(_CHANGE, changes, n, i, f[i])
            n += _SIZE
        reply.pair("o", bytes(memoryview(changes)[:n]))
        reply.pair("left", left)
        return 0

    def _set(self, params, wishes):
        if type(wishes) is not dict:
            return ERR_INVALID
        for pid in wishes:
            if params.set(pid, wishes[pid]):
                return ERR_INVALID
        return 0

    def _series(self, series, request):
        kind = request.get("kind")
        first = request.get("first")
        values = request.get("v")
        if type(kind) is not int or type(first) is not int or type(values) is not list:
            return ERR_INVALID
        for value in values:
            series.put(kind, first, value)
            first += 1
        return 0

    def _report(self, reply):
        gc.collect()
        reply.pair("free", gc.mem_free())
        reply.pair("used", gc.mem_alloc())
        reply.pair("block", largest_block())
        reply.pair("ticks", self._ticks)
        app = self.app
        if app is not None:
            scheduler = app.scheduler
            reply.pair("failures", sum(scheduler.failures))
            reply.pair("resets", self.board.resets)
        return 0


def largest_block():
    """Bytes of the largest piece of heap that can be had, to a sixteenth."""
    high = gc.mem_free()
    low = 0
    while high - low > 64 and high - low > high >> 4:
        middle = (low + high) // 2
        try:
            bytearray(middle)
            low = middle
        except MemoryError:
            high = middle
        gc.collect()
    return low


def serve(link, bench, board):
    """Answer until the end, or until nobody has asked for QUIET_MS. Real time, as the board has it."""
    quiet = 0
    last = time.ticks_ms()
    while not bench.over and quiet < QUIET_MS:
        now = time.ticks_ms()
        quiet += time.ticks_diff(now, last)
        last = now
        link.poll(now)
        if bench.asked:
            bench.asked = False
            quiet = 0
        board.watchdog.feed()
        wait = link.next_due_ms(now)
        if wait:
            board.pause(min(wait, 1000))


def main(handle, board):
    """Be a bench once, then a controller again."""
    handle.safe()
    bench = Bench()
    link = Smp(handle.stdio, [bench], None, "Tandem,hil")
    board.listen()
    serve(link, bench, board)
    # What has been answered must be out before the port goes away.
    time.sleep_ms(250)
    board.watchdog.reset(-1)
