"""Stable reason codes: why a command is what it is, why a request was refused, what happened.

A number is never given a second meaning; texts for people live on the host (one line per code). Below 100: decisions
and refusals of the control core. From 100: events of the kernel. From 200: events of the control core.
"""

# Plain decisions.
R_NONE = 0
R_NO_DEMAND = 1  # no heat wanted
R_HEAT = 2  # heat wanted, this source chosen
R_WARM_ENOUGH = 3  # heat wanted, water is warm enough for now
R_SUMMER = 4  # summer cut-off
R_CHEAPER_HP = 5  # electricity is the cheaper heat
R_CHEAPER_GAS = 6
R_ABOVE_CUTOUT = 7  # fixed cut-out temperature
R_BELOW_CUTOUT = 8
R_CAPACITY = 9  # heat pump alone is too small
R_ONLY_SOURCE = 10  # no other heat source is fitted
R_TOO_COLD = 11  # outside the machine's window: outdoor
R_TOO_HOT = 12  # outside the machine's window: flow temperature
R_NO_PRICE = 13  # prices missing, fallback rule used
R_OTHER_SOURCE = 14  # the other source does it
R_NOT_FITTED = 15
R_MODE_HP = 16  # resident or installer asked for heat pump only
R_MODE_BOILER = 17
R_MODE_OFF = 18
R_NO_OUTDOOR = 19  # outdoor temperature unknown
R_BRIDGE = 20  # the boiler bridges a pause of the heat pump
R_CURVE = 21  # set-point from weather curve and room
R_TRIM = 22  # set-point raised for mixing losses
R_ROOM_WARM = 23  # room well above its target
R_SHORTFALL = 24  # measured flow temperature stays below the required one
# Guards.
R_MIN_ON = 30  # held on: minimum running time
R_MIN_OFF = 31  # held off: minimum pause
R_STARTS_HOUR = 32  # starts per rolling hour used up
R_STARTS_DAY = 33  # daily budget of starts used up
R_NO_FLOW = 34  # water flow not proven
R_PUMP_FIRST = 35  # waiting for the pump's lead time
R_PUMP_AFTER = 36  # pump runs after the source stopped
R_LIMIT_OFF = 37  # limit below the machine's electrical floor
R_LIMIT_CAP = 38  # capped by a limit
R_LIMIT_WAIT = 39  # limit released, waiting until it is stable
R_NO_LIMIT = 40
R_OVERHEAT = 41  # measured temperature above the maximum
R_FROST = 42
R_MAX_SET = 43  # set-point lowered to the circuit's maximum
R_KEEP_RUNNING = 44  # set-point raised so that the minimum running time can be kept
R_SELF_STOP = 45  # the machine stopped by itself
R_BOOT = 46  # start-up: counts as a stop
R_FROST_LIMIT = 47  # runs against frost despite a limit: no other source
R_BLIND = 48  # sensors needed for a safe run are missing
R_LOW_FLOOR = 49  # set-point raised to the machine's minimum
R_DEFROST = 50
R_SOFT_START = 51  # capped at low power after a start
R_AFTER_DEFROST = 52  # left as it was for a while after a defrost
R_SEIZE = 53  # pump turned so that it does not stick
R_UNCONFIRMED = 54  # nobody can say that the heat pump stopped
R_HP_ERROR = 55  # the heat pump reports an error
R_RELEASE = 56  # staggered start after a limit, a price step or a power cut
R_RAMP = 57  # power rises slowly after such a release
R_TANK = 58  # the source heats the tank
R_COLD_RETURN = 59  # water too cold or too hot for a start
# Sources of limits and requests.
R_FUSE = 60  # import of the connection, per phase
R_EMERGENCY = 61  # emergency stop of the grid operator
R_GRID = 62  # grid operator's limit
R_CONTRACT = 63  # capacity contract
R_MANAGER = 64  # energy manager
R_QUIET = 65  # quiet hours
R_SG_LOCK = 66  # SG Ready state 1
R_SG_OVER = 67  # SG Ready lock beyond its budget: released
R_SG_BOOST = 68  # SG Ready state 3
R_SG_FORCE = 69  # SG Ready state 4
R_LPC = 70  # limitation of power consumption
R_LPC_SAFE = 71  # its failsafe limit
R_DIM = 72  # par. 14a
R_PROFILE = 73  # day-ahead capacity profile
R_SURPLUS = 74  # PV surplus
R_RANGE = 75  # rejected: out of range
R_NO_BEAT = 76  # rejected: no heartbeat before
R_SILENT = 77  # the source is silent, its own rule holds
R_PEAK = 78  # quarter-hour peak
R_OPT_OUT = 79  # resident has opted out of tariff and flexibility
# Hot water, modes, choices.
R_DHW = 80  # tank below its set-point
R_DHW_ONCE = 81  # hot water asked for once
R_HYGIENE = 82  # disinfection of the tank
R_HYGIENE_LATE = 83  # disinfection is due now, whatever it costs
R_NO_MIXER = 84  # no mixing valve declared
R_SERVICE = 85  # service stop
R_CHIMNEY = 86  # chimney sweep
R_SCREED = 87  # screed drying
R_AWAY = 88
R_SCHEDULE = 89
R_PRESSURE = 90  # water pressure too low
R_THERMOSTAT = 91  # on/off thermostat
R_STORE = 92  # heat stored while it is cheap or asked for
R_CLEANER_HP = 93  # by carbon dioxide
R_CLEANER_GAS = 94
R_STAY = 95  # changing over would cost more than it saves
R_DEFICIT = 96  # by the capacity rule: heat pump until it cannot
R_KNOB = 97  # the set-point of a thermostat
R_OUTER = 98  # an outer controller sets the flow temperature

# Kernel events.
E_BOOT = 100  # a: reset cause
E_TASK_FAILED = 101  # a: task, b: failures in a row
E_TASK_BACK = 102  # a: task
E_TASK_STALE = 103  # a: task, b: age in ms; reset follows. After that reset once more, b 0
E_SLIP = 104  # a: task, b: periods missed
E_OVERRUN = 105  # a: task, b: ms used
E_PARAM_SET = 106  # a: parameter, b: value
E_PARAM_DEFAULT = 107  # a: parameter; stored value was out of range
E_PARAM_GROUP = 108  # a: group; stored under another version, dropped
E_STORE_BAD = 109  # a: copy; record failed its check
E_STORE_FAILED = 110  # a: errno
E_EVENTS_LOST = 111  # a: how many
E_CLOCK = 112  # a: jump in minutes

# Drivers' events.
E_DRIVER = 120  # a: number of the driver on its board, b: failures in a row
E_DRIVER_BACK = 121  # a: number of the driver
E_OUTPUT = 122  # a: OUT_* whose read-back differs, b: 1 stays on, 2 stays off, 0 follows again
E_NET = 123  # a: 1 connected, 0 lost

# Control events.
E_PLAN = 200  # a: plan, b: reason
E_HP_START = 201
E_HP_STOP = 202  # a: seconds it ran
E_ALARM = 203  # a: bits that rose
E_ALARM_OVER = 204  # a: bits that fell
E_SENSOR_BAD = 205  # a: channel, b: quality or rule
E_SENSOR_BACK = 206  # a: channel
E_RESTORED = 207  # a: 1 protective record, 2 both
E_LIMIT = 208  # a: state, b: watts
E_REFUSED = 209  # a: what, b: reason
E_SOFT_LIMIT = 210  # a: source as a reason, b: watts
E_SG = 211  # a: state in force, b: seconds of budget left
E_SG_BUDGET = 212  # a: 1 obeyed all the same, 2 released
E_LPC = 213  # a: state
E_HYGIENE = 214  # a: 1 done, 2 begun, 3 failed
E_MODE = 215  # a: mode in force as a reason; b: highest flow of the day of screed drying that ended, c100
E_LIMIT_RECORD = 216  # a: seconds above the limit, b: highest minute, W
