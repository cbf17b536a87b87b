"""The two frames of a control tick: flat arrays of 32-bit integers with a fixed layout.

An input frame is everything the core may know in a tick, an output frame everything it decides. Both are
``array('i')``: a driver (or the simulated plant) writes straight into them, a trace stores their bytes, a replay
feeds them back. No value may leave -2^30 .. 2^30-1, the range of a small integer on a 32-bit board.

Units are in the names: _c100 hundredths of a degree Celsius, _w watts, _lph litres per hour, _s seconds,
_ct_mwh euro cents per megawatt-hour, _x100 hundredths. Layout changes raise FRAME_VERSION.
"""

from array import array

from tandem.ports.series import Series

FRAME_VERSION = 3

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
IN_CO2_G_KWH = 9  # carbon dioxide of grid electricity now, grams per kWh
IN_CO2_STATE = 10
# --- input frame: limitation of power consumption (LPC), as a link hands it on --------------------------------------
# A sequence number that differs from the tick before says that the thing happened. See control.limits.lpc.
IN_LPC_BEAT = 11  # heartbeats received
IN_LPC_WRITE = 12  # limit writes received
IN_LPC_ACTIVE = 13
IN_LPC_W = 14
IN_LPC_S = 15  # duration, 0 without an end
IN_LPC_CONFIG = 16  # writes of failsafe values received
IN_LPC_SAFE_W = 17
IN_LPC_SAFE_S = 18
# --- input frame: limits, N_SOURCES x (state, value_w, left_s) ------------------------------------------------------
# left_s: seconds until the limit ends by itself, 0 without an end; counted on by the core while it does not change.
IN_LIMITS = 19
LIMIT_FIELDS = 3
N_SOURCES = 6
# --- input frame: channels, N_CH x (value), then N_CH x (quality), then N_CH x (age_s) ------------------------------
IN_CH = 37
N_CH = 28
IN_QUALITY = 65
IN_AGE_S = 93
N_IN = 121

# Channels. Temperatures in c100.
CH_OUTDOOR = 0
CH_ROOM = 1
CH_FLOW = 2  # heating circuit supply, after the separator
CH_RETURN = 3  # heating circuit return
CH_HP_FLOW = 4  # water leaving the heat pump
CH_HP_RETURN = 5  # water entering the heat pump
CH_BOILER_FLOW = 6
CH_TANK = 7  # hot water tank, at the sensor's declared place
CH_MIXED_FLOW = 8  # second circuit, after its mixing valve
CH_HP_LPH = 9  # water through the heat pump
CH_HP_POWER = 10  # electrical power of compressor and heaters, watts
CH_PRESSURE = 11  # heating water, hundredths of a bar
CH_IMPORT = 12  # power drawn by the connection, watts; negative while it feeds in
CH_PHASE_1 = 13  # import per phase, watts
CH_PHASE_2 = 14
CH_PHASE_3 = 15
CH_LOADS = 16  # power of the other controllable loads, watts
# Status channels: 0 or 1.
CH_HP_RUN = 17  # compressor observed running
CH_FLAME = 18  # burner observed
CH_HP_DEFROST = 19
CH_SG_1 = 20  # SG Ready contacts of a sender
CH_SG_2 = 21
CH_DIM = 22  # contact of the grid operator's control box (par. 14a)
CH_THERMOSTAT = 23  # on/off room thermostat calls for heat
CH_HP_ERROR = 24  # the heat pump reports an error
CH_BOILER_ERROR = 25  # the boiler does
# Not judged as a measurement is, as they are wishes.
CH_ROOM_SET = 26  # room temperature that the thermostat wants, c100
CH_FLOW_SET = 27  # flow temperature that an outer controller wants, c100; 0: no heat

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
# More commands, each followed by its reason.
OUT_VALVE = 26  # diverter: 0 heating, 1 tank
OUT_VALVE_WHY = 27
OUT_ELEMENT = 28  # electric element in the tank
OUT_ELEMENT_WHY = 29
OUT_SG = 30  # SG Ready state 1..4 for a heat pump that has only these contacts
OUT_SG_WHY = 31
OUT_CONTACTOR = 32  # supply of the heat pump: 1 closed
OUT_CONTACTOR_WHY = 33
# More of what the core thinks.
OUT_HARD_WHY = 34  # source of the hard limit, as a reason
OUT_SOFT_WHY = 35
OUT_BOOST = 36  # encouragement: 0 none, 1 recommended, 2 must run
OUT_BOOST_WHY = 37
OUT_SG_STATE = 38  # SG Ready state in force, 0 when not fitted
OUT_SG_LEFT_S = 39  # what is left of the sender's block budget, -1 without one
OUT_LPC_STATE = 40
OUT_LPC_SEEN = 41  # the write that OUT_LPC_WHY answers
OUT_LPC_WHY = 42  # R_NONE accepted, else why it was rejected
OUT_LPC_CONFIG_WHY = 43
OUT_DHW = 44  # DHW_*
OUT_DHW_WHY = 45
OUT_DHW_GOAL_C100 = 46  # at the tank's sensor
OUT_HYGIENE_H = 47  # hours until the tank must have been disinfected, negative when overdue
OUT_MODE_WHY = 48  # special mode in force, R_NONE in plain operation
OUT_TARGET_C100 = 49  # room temperature wanted now
OUT_HP_CT_MWH = 50  # cost of a MWh of heat, money and CO2 as weighted: heat pump
OUT_BOILER_CT_MWH = 51
N_OUT = 52

DHW_NONE = 0
DHW_CHARGE = 1
DHW_HYGIENE = 2

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
ALARM_BOILER = 256  # the boiler should burn and does not
ALARM_HYGIENE = 512  # the tank could not be disinfected in time
ALARM_NO_MIXER = 1024  # no mixing valve declared behind the tank: no disinfection
ALARM_PRESSURE = 2048  # heating water pressure low
ALARM_STOP = 4096  # the heat pump runs on, or nobody can say that it stopped
ALARM_TANK = 8192  # tank sensor lost
ALARM_METER = 16384  # connection's meter lost
ALARM_HP = 32768  # the heat pump reports an error


class Inputs:
    """One input frame. ``f`` is the array; params (anything with ``v``) hold the parameters in force; series the
    quarter-hour values pushed in (ports.series)."""

    def __init__(self, params):
        self.f = array("i", [0] * N_IN)
        self.params = params
        self.series = Series()


class Outputs:
    """One output frame, all commands at rest."""

    def __init__(self):
        self.f = array("i", [0] * N_OUT)
