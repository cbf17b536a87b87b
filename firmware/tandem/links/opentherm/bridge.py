"""The bridge between the two lines and the frames of the control tick; for the board it is a link and, round its own
sensors and actuators, the sensors and actuators port.

From the boiler: its flow temperature, flame, water pressure, error. From the thermostat: the room's temperature where
no own sensor has it, the set-point, and whether it calls for heat. What is not heard any more becomes a fault: the core
has its rule for each. To the boiler goes what guards command, to the thermostat what a boiler would say.
"""

from tandem.links.opentherm.cells import U_FLOW, U_PRESSURE, U_STATUS, Cells
from tandem.links.opentherm.frame import c100, f88
from tandem.links.opentherm.gateway import W_ROOM, W_ROOM_SET, W_SET, W_STATUS, Gateway
from tandem.links.opentherm.ids import SLAVE_CH, SLAVE_DHW, SLAVE_FAULT, SLAVE_FLAME
from tandem.links.opentherm.master import CH_ENABLE, DHW_ENABLE
from tandem.links.opentherm.otgw_codes import ACTIVE, DHW
from tandem.ports.frame import (
    CH_BOILER_ERROR,
    CH_BOILER_FLOW,
    CH_FLAME,
    CH_FLOW,
    CH_HP_RUN,
    CH_OUTDOOR,
    CH_PRESSURE,
    CH_RETURN,
    CH_ROOM,
    CH_ROOM_SET,
    CH_THERMOSTAT,
    IN_AGE_S,
    IN_CH,
    IN_QUALITY,
    OUT_BOILER,
    OUT_BOILER_SET_C100,
    OUT_HP,
    OUT_PLAN,
    Q_ABSENT,
    Q_FAULT,
    Q_GOOD,
)

STATUS = 0
FLOW = 25
PRESSURE = 18
_CALL_OVER_C100 = 300  # a thermostat whose set-point is not above its room by this much wants no heat
_CALL_C100 = 2500  # without a room temperature
_BOILER_CHS = bytes((CH_BOILER_FLOW, CH_FLAME, CH_BOILER_ERROR))
_THERMOSTAT_CHS = bytes((CH_THERMOSTAT, CH_ROOM_SET))
_NONE = -1
_SENT = 0xFFF0  # a sixteenth of a degree is fine enough for a thermostat's display, and quiet


class Bridge:
    """boiler_port, thermostat_port: ports.board.FramePort or None; sensors, actuators: the board's own."""

    def __init__(self, sensors, actuators, boiler_port=None, thermostat_port=None):
        self.sensors = sensors
        self.actuators = actuators
        cells = Cells()
        self.master = self.slave = None
        # Loaded where they are needed: behind a serial front end neither is.
        if boiler_port is not None:
            from tandem.links.opentherm.master import Master

            self.master = Master(boiler_port, cells)
        self.gateway = Gateway(cells, self.master)
        if thermostat_port is not None:
            from tandem.links.opentherm.slave import Slave

            self.slave = Slave(thermostat_port, self.gateway)
        self.outer = None  # outer.Outer: what an outer controller wants
        self.wake = None  # called when the thermostat begins or ends to call for heat, or a side is lost
        self._seen = 0
        self._heard = False  # the thermostat has spoken since the start
        self._held = False  # the boiler has
        self._runs = False  # the heat pump
        self._now = 0

    # --- link --------------------------------------------------------------------------------------------------------
    def poll(self, now):
        """Link port."""
        self._now = now
        if self.master is not None:
            self.master.poll(now)
        seen = self._seen & 1
        if self.slave is not None and self.slave.poll(now):
            seen = self._calls()
        if self.outer is not None:
            self.outer.poll(now)
        if self.master is not None and self.master.alive:
            seen += 2
        if seen != self._seen:
            self._seen = seen
            if self.wake is not None:
                self.wake()

    def next_due_ms(self, now):
        """Link port."""
        due = 1000
        if self.master is not None:
            due = self.master.next_due_ms(now)
        if self.slave is not None:
            other = self.slave.next_due_ms(now)
            if other < due:
                due = other
        return due

    # --- sensors -----------------------------------------------------------------------------------------------------
    def read(self, frame):
        """Sensors port: the board's own, then what the two lines know."""
        self.sensors.read(frame)
        if self.master is not None:
            self._boiler(frame, self.master)
        if self.slave is not None:
            self._thermostat(frame, self.slave.alive)
        if self.outer is not None:
            self.outer.read(frame)
        if self.slave is not None:
            self._tell(frame)

    def _boiler(self, f, master):
        if not master.alive:
            # Before its first word nobody knows whether there is one.
            for ch in _BOILER_CHS:
                f[IN_QUALITY + ch] = Q_FAULT if self._held or master.silent > 2 else Q_ABSENT
            return
        self._held = True
        cells = master.cells
        steady = master.steady
        if steady.known(U_STATUS):
            status = steady.flags(U_STATUS)
            age_s = cells.age_s(STATUS)
            put(f, CH_FLAME, 1 if status & SLAVE_FLAME else 0, age_s)
            put(f, CH_BOILER_ERROR, status & SLAVE_FAULT, age_s)
        if steady.known(U_FLOW):
            put(f, CH_BOILER_FLOW, c100(steady.number(U_FLOW)), cells.age_s(FLOW))
        if steady.known(U_PRESSURE) and f[IN_QUALITY + CH_PRESSURE] == Q_ABSENT:
            put(f, CH_PRESSURE, c100(steady.number(U_PRESSURE)), cells.age_s(PRESSURE))

    def _thermostat(self, f, alive):
        gateway = self.gateway
        wishes = gateway.wishes
        if not alive:
            if self._heard:
                for ch in _THERMOSTAT_CHS:
                    f[IN_QUALITY + ch] = Q_FAULT
            return
        self._heard = True
        now = self._now
        age_s = gateway.age_s(W_ROOM, now)
        if wishes.known(W_ROOM) and f[IN_QUALITY + CH_ROOM] == Q_ABSENT:
            put(f, CH_ROOM, c100(wishes.number(W_ROOM)), age_s)
        age_s = gateway.age_s(W_ROOM_SET, now)
        if wishes.known(W_ROOM_SET):
            put(f, CH_ROOM_SET, c100(wishes.number(W_ROOM_SET)), age_s)
        age_s = gateway.age_s(W_STATUS, now)
        gateway.age_s(W_SET, now)
        if wishes.known(W_STATUS):
            put(f, CH_THERMOSTAT, self._calls(), age_s)

    def _calls(self):
        """1 when the thermostat wants heat. Some never end to enable it and ask for cool water instead."""
        wishes = self.gateway.wishes
        if not wishes.known(W_STATUS) or not wishes.flags(W_STATUS) & CH_ENABLE:
            return 0
        if not wishes.known(W_SET):
            return 1
        least = c100(wishes.number(W_ROOM)) + _CALL_OVER_C100 if wishes.known(W_ROOM) else _CALL_C100
        return 1 if c100(wishes.number(W_SET)) >= least else 0

    def _tell(self, f):
        """Words of our own for the thermostat."""
        gateway = self.gateway
        gateway.flow = _word(f, CH_FLOW)
        gateway.back = _word(f, CH_RETURN)
        gateway.outdoor = _word(f, CH_OUTDOOR)
        self._runs = f[IN_QUALITY + CH_HP_RUN] == Q_GOOD and f[IN_CH + CH_HP_RUN] != 0

    # --- actuators ---------------------------------------------------------------------------------------------------
    def write(self, frame):
        """Actuators port: the boiler's part goes over the line."""
        self.actuators.write(frame)
        master = self.master
        wishes = self.gateway.wishes
        dhw = DHW_ENABLE
        if wishes.known(W_STATUS):
            dhw = wishes.flags(W_STATUS) & DHW_ENABLE
        outer = self.outer
        if outer is not None and outer.v[ACTIVE] and outer.v[DHW] <= 1:
            dhw = DHW_ENABLE * outer.v[DHW]
        status = 0
        if master is not None:
            master.flags = dhw | (CH_ENABLE if frame[OUT_BOILER] else 0)
            master.set_word = f88(frame[OUT_BOILER_SET_C100])
            if master.steady.known(U_STATUS):
                status = master.steady.flags(U_STATUS) & (SLAVE_FLAME | SLAVE_DHW | SLAVE_FAULT)
        if frame[OUT_PLAN] and (self.slave is None or self._calls()):
            status |= SLAVE_CH
        if frame[OUT_HP] and self._runs:
            status |= SLAVE_FLAME  # any source of heat: the thermostat shows that it is being heated
        self.gateway.status = status

    def fallback(self):
        """Actuators port: the boiler is its thermostat's again."""
        if self.master is not None:
            self.master.release()
        self.actuators.fallback()


def put(f, ch, value, age_s):
    """A good reading for the input frame."""
    f[IN_CH + ch] = value
    f[IN_QUALITY + ch] = Q_GOOD
    f[IN_AGE_S + ch] = age_s


def _word(f, ch):
    """A channel as an f8.8 word, -1 when it has no good value."""
    return f88(f[IN_CH + ch]) & _SENT if f[IN_QUALITY + ch] == Q_GOOD else _NONE
