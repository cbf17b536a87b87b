"""The house's own controller beside one on a board: what goes into the one goes into the other, and each tick's outputs
are compared before the house moves on.

Lock-step: the house waits for the board's answer to every control tick, so the time of both is that of the house.
"""

import struct
from typing import Any

from host_sim.trace import KIND_SERIES, TraceWriter
from tandem.ports import frame
from tools.replay import input_lines, names

GROUP = 85
BEGIN, STEP, SET, SERIES, END, REPORT = range(6)
CHANGE = struct.Struct("<Bi")
_MOST = 32  # changed fields in a request
_OWN = (frame.IN_UP_S, frame.IN_UP_MS)  # the board's own clock says them
_A_FEW = 12  # parameters in a request


class Difference(Exception):
    """The board decided otherwise; the text says where."""


class Mirror:
    """client: ask(write, command, map) -> map, which repeats what got lost; a board that is a bench already.

    us: time of each tick on the board; ticks: how many were compared; broken: the exception that ended it, or None.
    """

    def __init__(self, client):
        self.client = client
        self.us = []
        self.ticks = 0
        self.broken = None
        self._n = 0
        self._sent = [0] * frame.N_IN
        self._out = [0] * frame.N_OUT
        self._values = []
        self._seq = -1
        self._series = []
        self._params: Any = None

    def begin(self, t_ms, period_ms, params, records):
        """A controller begins, at this reading of the clock, with two records as bytes."""
        protection, habits = records
        request = {"t": t_ms, "period": period_ms, "protection": protection, "habits": habits}
        self.client.ask(True, BEGIN, request)
        self._sent = [0] * frame.N_IN
        self._out = [0] * frame.N_OUT
        self._series = []
        self._params = params
        fresh = type(params)(params.table, params.groups)
        self._values = list(fresh.v)
        self._seq = -1

    def value(self, kind, quarter, value):
        """A quarter-hour value was pushed in."""
        self._series.append((kind, quarter, value))

    def step(self, t_ms, inputs, outputs):
        """A control tick of the house's own controller; raises Difference."""
        self._parameters()
        self._quarters()
        changed = [i for i in range(frame.N_IN) if inputs[i] != self._sent[i] and i not in _OWN]
        self._n = self._n + 1 & 0xFFFF
        while len(changed) > _MOST:
            part, changed = changed[:_MOST], changed[_MOST:]
            self.client.ask(True, STEP, {"n": self._n, "t": t_ms, "d": self._pack(part, inputs), "more": True})
        request = {"n": self._n, "t": t_ms, "d": self._pack(changed, inputs)}
        reply, again = self.client.ask_counted(True, STEP, request)
        if again:
            self._out = [0] * frame.N_OUT
        else:
            self.us.append(reply["us"])
        self._take(reply)
        while reply["left"]:
            reply = self.client.ask(False, STEP, {})
            self._take(reply)
        self.ticks += 1
        if self._out != list(outputs):
            raise Difference(self._text(t_ms, inputs, outputs))

    def _pack(self, fields, inputs):
        for i in fields:
            self._sent[i] = inputs[i]
        return b"".join(CHANGE.pack(i, inputs[i]) for i in fields)

    def _take(self, reply):
        for at in range(0, len(reply["o"]), CHANGE.size):
            i, value = CHANGE.unpack_from(reply["o"], at)
            self._out[i] = value

    def _parameters(self):
        params = self._params
        if params.seq == self._seq:
            return
        self._seq = params.seq
        changed = [pid for pid in range(params.n) if params.v[pid] != self._values[pid]]
        for at in range(0, len(changed), _A_FEW):
            few = changed[at : at + _A_FEW]
            self.client.ask(True, SET, {"p": {pid: params.v[pid] for pid in few}})
        for pid in changed:
            self._values[pid] = params.v[pid]

    def _quarters(self):
        waiting, self._series = self._series, []
        while waiting:
            kind, first, _ = waiting[0]
            run = 0
            while run < min(len(waiting), 24) and waiting[run][:2] == (kind, first + run):
                run += 1
            self.client.ask(True, SERIES, {"kind": kind, "first": first, "v": [value for _, _, value in waiting[:run]]})
            waiting = waiting[run:]

    def _text(self, t_ms, inputs, outputs):
        out = names("OUT_")
        lines = [f"first difference at tick {self.ticks}, clock {t_ms} ms"]
        for i in range(frame.N_OUT):
            if self._out[i] != outputs[i]:
                lines.append(f"  {out.get(i, i)}: host {outputs[i]}, board {self._out[i]}")
        lines.append("with the inputs that are not zero")
        return "\n".join(lines + input_lines(inputs))


def tracer(mirror, clock_ms, period_ms, stop):
    """Class of a trace writer that feeds the mirror, for Simulation(make_trace=...). clock_ms(): the house's clock.

    stop(): ends the run; the reason is in mirror.broken, as the firmware's scheduler isolates what a tick raises.
    """

    class MirrorTrace(TraceWriter):
        """A trace, and what it sees goes to the board."""

        def __init__(self, params, header, file=None, series=None, reader=None):
            super().__init__(params, header, file, series, reader)
            mirror.begin(0, period_ms, params, [bytes.fromhex(text) for text in header["snapshot"]])

        def tick(self, inputs, outputs):
            """Tap port."""
            super().tick(inputs, outputs)
            if mirror.broken is not None:
                return
            try:
                mirror.step(clock_ms(), inputs, outputs)
            except Exception as error:
                mirror.broken = error
                stop()

        def controller_started(self, run_s, params, series, snapshot):
            """The controller begins anew."""
            mirror.begin(clock_ms(), period_ms, params, snapshot)
            super().controller_started(run_s, params, series, snapshot)

        def _row(self, kind, *numbers):
            if kind == KIND_SERIES:
                mirror.value(*numbers)
            super()._row(kind, *numbers)

    return MirrorTrace
