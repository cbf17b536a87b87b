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

# Kernel events.
E_BOOT = 100  # a: reset cause
E_TASK_FAILED = 101  # a: task, b: failures in a row
E_TASK_BACK = 102  # a: task
E_TASK_STALE = 103  # a: task, b: age in ms; reset follows
E_SLIP = 104  # a: task, b: periods missed
E_OVERRUN = 105  # a: task, b: ms used
E_PARAM_SET = 106  # a: parameter, b: value
E_PARAM_DEFAULT = 107  # a: parameter; stored value was out of range
E_PARAM_GROUP = 108  # a: group; stored under another version, dropped
E_STORE_BAD = 109  # a: copy; record failed its check
E_STORE_FAILED = 110  # a: errno
E_EVENTS_LOST = 111  # a: how many
E_CLOCK = 112  # a: jump in minutes

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
