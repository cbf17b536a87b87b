"""The two frames of a control tick: flat arrays of 32-bit integers with a fixed layout.

An input frame is everything the core may know in a tick, an output frame everything it decides. Both are
``array('i')``: a driver (or the simulated plant) writes straight into them, a trace stores their bytes, a replay
feeds them back. No value may leave -2^30 .. 2^30-1, the range of a small integer on a 32-bit board.

Units are in the names: _c100 hundredths of a degree Celsius, _w watts, _lph litres per hour, _s seconds,
_ct_mwh euro cents per megawatt-hour, _x100 hundredths. Layout changes raise FRAME_VERSION.
"""

from array import array

FRAME_VERSION = 1

# --- input frame: time and prices -------------------------------------------------------------------------------
IN_UP_S = 0  # uptime, whole seconds; 30 years stay below 2^30
IN_UP_MS = 1  # 0..999
IN_WALL_MIN = 2  # minutes since 2000-01-01 00:00 UTC
IN_WALL_OFF_MIN = 3  # local time minus UTC, minutes
IN_WALL_STATE = 4  # Q_GOOD when wall time may be used, else Q_ABSENT
IN_POWER_PRICE_CT_MWH = 5  # electricity now, may be negative
IN_POWER_PRICE_STATE = 6
IN_GAS_PRICE_CT_MWH = 7  # gas per MWh of upper heating value
IN_GAS_PRICE_STATE = 8
# --- input frame: limits, N_SOURCES x (state, value_w, left_s) ------------------------------------------------------
IN_LIMITS = 9
LIMIT_FIELDS = 3
N_SOURCES = 6
# --- input frame: channels, N_CH x (value), then N_CH x (quality), then N_CH x (age_s) ------------------------------
IN_CH = 27
N_CH = 12
IN_QUALITY = 39
IN_AGE_S = 51
N_IN = 63

# Channels. Temperatures in c100.
CH_OUTDOOR = 0
CH_ROOM = 1
CH_FLOW = 2  # heating circuit supply, after the separator
CH_RETURN = 3  # heating circuit return
CH_HP_FLOW = 4  # water leaving the heat pump
CH_HP_RETURN = 5  # water entering the heat pump
CH_BOILER_FLOW = 6
CH_HP_LPH = 7  # water through the heat pump
CH_HP_POWER = 8  # electrical power of compressor and heaters, watts
CH_HP_RUN = 9  # compressor observed running: 0 or 1
CH_FLAME = 10  # burner observed: 0 or 1
CH_HP_DEFROST = 11  # 0 or 1

# Quality of a channel, as the driver reports it.
Q_ABSENT = 0  # not fitted / not configured: nothing is wrong, nothing is known
Q_GOOD = 1
Q_OPEN = 2  # wire broken, sensor open
Q_SHORT = 3
Q_FAULT = 4  # checksum, bus or conversion error

# --- output frame -------------------------------------------------------------------------------------------------
# Commands, each followed by its reason code (ports.reasons).
OUT_HP = 0  # heat pump enabled: 0 or 1
OUT_HP_WHY = 1
OUT_HP_SET_C100 = 2  # flow set-point for the heat pump
OUT_HP_SET_WHY = 3
OUT_HP_CAP_W = 4  # electrical cap; only meaning when its reason is not R_NO_LIMIT
OUT_HP_CAP_WHY = 5
OUT_BOILER = 6
OUT_BOILER_WHY = 7
OUT_BOILER_SET_C100 = 8
OUT_BOILER_SET_WHY = 9
OUT_HP_PUMP = 10
OUT_HP_PUMP_WHY = 11
OUT_PUMP = 12  # circuit pump
OUT_PUMP_WHY = 13
# What the core thinks, for people, the report and the trace.
OUT_PLAN = 14  # PLAN_*
OUT_PLAN_WHY = 15
OUT_REQ_C100 = 16  # required flow temperature, 0 when no heat is wanted
OUT_LOAD_W = 17  # estimated heat load of the house
OUT_COP_X100 = 18  # COP expected at the required flow temperature
OUT_EVEN_X100 = 19  # COP at which both sources cost the same
OUT_HARD_STATE = 20  # LIMIT_* of the envelope
OUT_HARD_W = 21
OUT_SOFT_STATE = 22
OUT_SOFT_W = 23
OUT_ALARMS = 24  # bit mask of ALARM_*
OUT_BAD = 25  # bit mask of channels without a usable value
N_OUT = 26

PLAN_NONE = 0
PLAN_HP = 1
PLAN_BOILER = 2
PLAN_BOTH = 3

ALARM_OUTDOOR = 1  # outdoor sensor lost
ALARM_ROOM = 2  # configured room sensor lost
ALARM_NO_FLOW = 4  # pump runs, flow not proven
ALARM_FROST = 8  # a water circuit is near freezing
ALARM_OVERHEAT = 16  # circuit above its maximum
ALARM_LIMIT = 32  # a hard limit cannot be confirmed as met
ALARM_NO_START = 64  # the heat pump was enabled and did not start
ALARM_FLOW_SENSOR = 128  # circuit flow sensor lost


class Inputs:
    """One input frame. ``f`` is the array; params (ports: anything with ``v``) hold the parameters in force."""

    def __init__(self, params):
        self.f = array("i", [0] * N_IN)
        self.params = params


class Outputs:
    """One output frame, all commands at rest."""

    def __init__(self):
        self.f = array("i", [0] * N_OUT)
