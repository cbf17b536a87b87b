"""The composition root: a board (or the simulator's board) wired to kernel and control. The only file that knows both.

A board is any object with clock, sensors, actuators, files, watchdog, stopwatch (or None), links and max_wait_ms
(ports.board); one whose drivers push has attach(wake, post), called with the scheduler's wake() and the events' post().
Everything else is made here, once.
"""

import gc

from tandem.control.controller import Controller
from tandem.control.param_table import (
    GROUPS,
    P_CONSOLE_LOCK,
    P_DIM_USE,
    P_HP_TTL_S,
    P_HYGIENE_D,
    P_LPC_USE,
    P_SG_SENDER,
    TABLE,
)
from tandem.kernel.events import Events
from tandem.kernel.loop import Loop
from tandem.kernel.params import Params
from tandem.kernel.scheduler import Scheduler
from tandem.kernel.store import Store
from tandem.kernel.supervisor import Supervisor
from tandem.kernel.uptime import Uptime
from tandem.ports.frame import (
    ALARM_HYGIENE,
    CH_HP_RUN,
    DHW_HYGIENE,
    IN_CH,
    IN_UP_MS,
    IN_UP_S,
    OUT_ALARMS,
    OUT_BAD,
    OUT_DHW,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HARD_WHY,
    OUT_HP,
    OUT_HYGIENE_H,
    OUT_LPC_STATE,
    OUT_MODE_WHY,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_SG_LEFT_S,
    OUT_SG_STATE,
    OUT_SOFT_W,
    OUT_SOFT_WHY,
    Inputs,
    Outputs,
)
from tandem.ports.reasons import (
    E_ALARM,
    E_ALARM_OVER,
    E_BOOT,
    E_HP_START,
    E_HP_STOP,
    E_HYGIENE,
    E_LIMIT,
    E_LPC,
    E_MODE,
    E_PLAN,
    E_REFUSED,
    E_RESTORED,
    E_SENSOR_BACK,
    E_SENSOR_BAD,
    E_SG,
    E_SOFT_LIMIT,
    E_TASK_STALE,
    R_FUSE,
    R_RANGE,
)

WAKE_INPUT = 1  # a fast input changed: limit, contact, flow, trip, link lost
WAKE_KEEP = 2  # something that must survive a power cut happened
CONTROL_MS = 10000
CONTROL_SLACK_MS = 5000  # the control task's watchdog limit is its period and this
KEEP_MS = 60000
_HABITS_EVERY = 60  # keeper runs between two saves of what is only convenient
_GRID_OPERATOR = 2  # sender of SG Ready contacts
_SETTLE_RUNS = 2  # parameters are saved this many keeper runs after the last change

REC_PROTECTION = "guard"
REC_HABITS = "habits"
REC_PARAMS = "params"


class ControlTask:
    """One control tick: sensors -> core -> actuators, then whoever listens."""

    def __init__(self, board, controller, inputs, outputs, events, wake):
        self.sensors = board.sensors
        self.actuators = board.actuators
        self.controller = controller
        self.inputs = inputs
        self.outputs = outputs
        self.events = events
        self.wake = wake  # the scheduler, to wake the keeper
        self.taps = []
        self.keep = False  # the protective record must be stored
        self.keep_habits = False  # and what is under way
        self._plan = 0
        self._why = 0
        self._hp = 0
        self._runs = 0
        self._run_s = 0
        self._alarms = 0
        self._bad = 0
        self._limit = 0
        self._limit_w = 0
        self._mode = 0
        self._day = 0
        self._opt_out = False
        self._hours = 0
        self._limit_why = 0
        self._soft_why = 0
        self._sg = 0
        self._lpc = 0
        self._held = controller.envelope.held()
        self._dhw = 0
        self._due_h = 1 << 20

    def run(self, uptime):
        """A tick at this uptime."""
        f = self.inputs.f
        o = self.outputs.f
        self.sensors.read(f)
        f[IN_UP_S] = uptime.s
        f[IN_UP_MS] = uptime.ms
        self.controller.step(self.inputs, self.outputs)
        self.actuators.write(o)
        for tap in self.taps:
            tap.tick(f, o)
        if o[OUT_PLAN] != self._plan or o[OUT_PLAN_WHY] != self._why:
            self._plan = o[OUT_PLAN]
            self._why = o[OUT_PLAN_WHY]
            self.events.post(E_PLAN, self._plan, self._why)
        if o[OUT_HP] != self._hp:
            self._hp = o[OUT_HP]
            self._keep()
        if f[IN_CH + CH_HP_RUN] != self._runs:
            self._machine(f[IN_CH + CH_HP_RUN], uptime.s)
        if o[OUT_ALARMS] != self._alarms:
            self._alarm(o[OUT_ALARMS])
        if o[OUT_DHW] != self._dhw:
            self._dhw = o[OUT_DHW]
            if self._dhw == DHW_HYGIENE:
                self.events.post(E_HYGIENE, 2)
        if o[OUT_HYGIENE_H] != self._due_h:
            # The whole term again: the tank has been disinfected. After a restart the clock may give back a part of it.
            if o[OUT_HYGIENE_H] > self._due_h + 1 and o[OUT_HYGIENE_H] >= self.inputs.params.v[P_HYGIENE_D] * 24 - 1:
                self.events.post(E_HYGIENE, 1)
                self._keep()
            self._due_h = o[OUT_HYGIENE_H]
        if o[OUT_BAD] != self._bad:
            self._sensors(o[OUT_BAD])
        why = o[OUT_HARD_WHY]
        # A fuse's limit moves all day; that it rules is news, its watts are not.
        moved = o[OUT_HARD_W] != self._limit_w and why != R_FUSE
        if moved or o[OUT_HARD_STATE] != self._limit or why != self._limit_why:
            self._limit = o[OUT_HARD_STATE]
            self._limit_w = o[OUT_HARD_W]
            self._limit_why = why
            self.events.post(E_LIMIT, self._limit, self._limit_w)
        if o[OUT_SOFT_WHY] != self._soft_why:
            self._soft_why = o[OUT_SOFT_WHY]
            self.events.post(E_SOFT_LIMIT, self._soft_why, o[OUT_SOFT_W])
        held = self.controller.envelope.held()
        if held != self._held:
            # A limit that holds over a restart.
            self._held = held
            self._keep()
        if o[OUT_SG_STATE] != self._sg:
            self._sg = o[OUT_SG_STATE]
            self.events.post(E_SG, self._sg, o[OUT_SG_LEFT_S])
            self._keep()
        if o[OUT_LPC_STATE] != self._lpc:
            self._lpc = o[OUT_LPC_STATE]
            self.events.post(E_LPC, self._lpc)
        modes = self.controller.modes
        if (
            o[OUT_MODE_WHY] != self._mode
            or modes.day != self._day
            or modes.opt_out != self._opt_out
            or modes.hours != self._hours
        ):
            self._modes(o[OUT_MODE_WHY], modes)

    def _modes(self, mode, modes):
        over = modes.day != self._day and self._day
        if mode != self._mode or over:
            self.events.post(E_MODE, mode, modes.last_c100 if over else 0)
        self._mode = mode
        self._day = modes.day
        self._opt_out = modes.opt_out
        self._hours = modes.hours
        self.keep_habits = True
        self.wake.wake(WAKE_KEEP)

    def _machine(self, runs, now_s):
        self._runs = runs
        if runs:
            self._run_s = now_s
            self.events.post(E_HP_START)
        else:
            self.events.post(E_HP_STOP, now_s - self._run_s)
        self._keep()

    def _keep(self):
        self.keep = True
        self.wake.wake(WAKE_KEEP)

    def _alarm(self, bits):
        rose = bits & ~self._alarms
        fell = self._alarms & ~bits
        self._alarms = bits
        if rose:
            self.events.post(E_ALARM, rose)
            if rose & ALARM_HYGIENE:
                self.events.post(E_HYGIENE, 3)
        if fell:
            self.events.post(E_ALARM_OVER, fell)

    def _sensors(self, bits):
        moved = bits ^ self._bad
        self._bad = bits
        ch = 0
        while moved:
            if moved & 1:
                self.events.post(E_SENSOR_BAD if bits >> ch & 1 else E_SENSOR_BACK, ch)
            moved >>= 1
            ch += 1


class KeeperTask:
    """Stores what must outlive a power cut: the protective record at every start and stop; the rest with every change
    of mode, and else each hour."""

    def __init__(self, store, controller, params, control, control_ms):
        self.store = store
        self.control_ms = control_ms
        self.controller = controller
        self.params = params
        self.control = control
        self._round = 0
        self._seq = 0
        self._quiet = 0
        self._checked = -1

    def run(self, uptime):
        """Called each minute, and at once after a start or stop."""
        self._round += 1
        if self.params.seq != self._checked:
            self._checked = self.params.seq
            # Commands are repeated with every tick: twice at least before one expires at the heat pump.
            ttl_s = self.params.v[P_HP_TTL_S]
            if ttl_s and self.control_ms > ttl_s * 500:
                self.control.events.post(E_REFUSED, P_HP_TTL_S, R_RANGE)
        hourly = self._round >= _HABITS_EVERY
        if hourly or self.control.keep:
            self.control.keep = not self.store.save(REC_PROTECTION, self.controller.dump())
        if hourly or self.control.keep_habits:
            self.control.keep_habits = not self.store.save(REC_HABITS, self.controller.dump_habits())
        if hourly:
            self._round = 0
        if self.params.dirty:
            if self.params.seq != self._seq:
                self._seq = self.params.seq
                self._quiet = 0
            self._quiet += 1
            # Somebody may send one each minute: once an hour all the same, or another would never be stored.
            if (hourly or self._quiet > _SETTLE_RUNS) and self.store.save(REC_PARAMS, self.params.dump()):
                self.params.dirty = False


class App:
    """The whole firmware on one board. control_ms: period of the control tick, 1000..60000."""

    def __init__(self, board, control_ms=CONTROL_MS, cause=0):
        now = board.clock.now()
        self.uptime = Uptime(now)
        self.events = Events()
        self.events.bind(self.uptime)
        self.store = Store(board.files, self.events)
        self.params = Params(TABLE, GROUPS, self.events)
        self.params.load(self.store.load(REC_PARAMS))
        self.controller = Controller()
        self.inputs = Inputs(self.params)
        self.outputs = Outputs()
        self.events.post(E_BOOT, cause)
        stale = getattr(board.watchdog, "stale", None)
        if stale is not None:
            task = stale()
            if task >= 0:
                self.events.post(E_TASK_STALE, task)
        used = self.controller.load(self.store.load(REC_PROTECTION), self.store.load(REC_HABITS))
        if used:
            self.events.post(E_RESTORED, used)
        self.scheduler = Scheduler(self.uptime, self.events, board.stopwatch)
        self.supervisor = Supervisor(self.scheduler, board.watchdog)
        self.loop = Loop(board.clock, self.scheduler, self.supervisor, board.links, board.max_wait_ms)
        self.control = ControlTask(board, self.controller, self.inputs, self.outputs, self.events, self.scheduler)
        self.keeper = KeeperTask(self.store, self.controller, self.params, self.control, control_ms)
        self.scheduler.add(self.control, now, control_ms, 0, 500, control_ms + CONTROL_SLACK_MS, WAKE_INPUT)
        self.scheduler.add(self.keeper, now, KEEP_MS, KEEP_MS, 500, 0, WAKE_KEEP)
        attach = getattr(board, "attach", None)
        if attach is not None:
            attach(self.scheduler.wake, self.events.post)
        self.interventions = None
        p = self.params.v
        if p[P_DIM_USE] or p[P_LPC_USE] or p[P_SG_SENDER] == _GRID_OPERATOR:
            self.record_interventions()

    def record_interventions(self):
        """Keep a ledger of the grid operator's limits; for a link that brings some into a slot of the frame."""
        if self.interventions is None:
            # Only here: most houses have no such source, and this need not be in their heap.
            from tandem.intervention import Interventions
            from tandem.kernel.ledger import Ledger

            ledger = Ledger(self.store, self.events)
            self.interventions = Interventions(ledger, self.controller.envelope, self.params.v, self.events)
            self.tap(self.interventions)

    def trial(self, write, request, reply):
        """Answer an installer who tries outputs; see tandem.trial, and launcher.smp for the rest."""
        from tandem.trial import answer

        return answer(self, WAKE_INPUT, write, request, reply)

    def tap(self, tap):
        """Let tap.tick(inputs, outputs) see every control tick from now on."""
        self.control.taps.append(tap)

    def smp(self, stream, calendar=None, about="Tandem", installer=True):
        """Serve SMP over a stream from now on; see links.smp.link. Returns the link."""
        from tandem.links.smp.link import Service

        service = Service(self, REC_PARAMS, stream, calendar, about, installer)
        self.loop.links = list(self.loop.links) + [service.link]
        self.tap(service)
        return service.link

    def locked(self):
        """Whether Ctrl-C on the console shall not stop us."""
        return self.params.v[P_CONSOLE_LOCK]

    def restart(self):
        """Store what is worth it, then reset the board: because somebody asked for it."""
        self.store.save(REC_PROTECTION, self.controller.dump())
        self.store.save(REC_HABITS, self.controller.dump_habits())
        if self.params.dirty:
            self.store.save(REC_PARAMS, self.params.dump())
        for tap in self.control.taps:
            if hasattr(tap, "flush"):
                tap.flush()
        self.supervisor.watchdog.reset(-1)


def collect():
    """All that stays in the heap is there: collect, and from now on when a quarter of what is free has been used. While
    things were loaded it was far more often, which would cost a tick's time whenever somebody talks to the board."""
    gc.collect()
    if hasattr(gc, "threshold"):  # CPython has no such heap
        gc.threshold(gc.mem_free() // 4)  # type: ignore[attr-defined, unused-ignore]
