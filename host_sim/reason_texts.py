"""One plain line per reason code, for tables and lists. The codes are the firmware's, the words live here."""

from tandem.ports import frame, reasons

REASON_TEXTS = {
    reasons.R_NONE: "No reason recorded",
    reasons.R_NO_DEMAND: "No heat wanted",
    reasons.R_HEAT: "Heat wanted, this source chosen",
    reasons.R_WARM_ENOUGH: "Heat wanted, water still warm enough",
    reasons.R_SUMMER: "Summer: heating is off",
    reasons.R_CHEAPER_HP: "Heat pump is cheaper now",
    reasons.R_CHEAPER_GAS: "Gas is cheaper now",
    reasons.R_ABOVE_CUTOUT: "Outdoors above the switch-over temperature",
    reasons.R_BELOW_CUTOUT: "Outdoors below the switch-over temperature",
    reasons.R_CAPACITY: "Heat pump alone is too small",
    reasons.R_ONLY_SOURCE: "The only heat source fitted",
    reasons.R_TOO_COLD: "Too cold outdoors for the heat pump",
    reasons.R_TOO_HOT: "Water hotter than the heat pump can make",
    reasons.R_NO_PRICE: "Prices missing, fixed rule used",
    reasons.R_OTHER_SOURCE: "The other source does it",
    reasons.R_NOT_FITTED: "Not fitted",
    reasons.R_MODE_HP: "Heat pump only, as asked",
    reasons.R_MODE_BOILER: "Boiler only, as asked",
    reasons.R_MODE_OFF: "Switched off, as asked",
    reasons.R_NO_OUTDOOR: "Outdoor temperature unknown",
    reasons.R_BRIDGE: "Boiler bridges a pause of the heat pump",
    reasons.R_CURVE: "Water temperature from weather and room",
    reasons.R_TRIM: "Raised for losses on the way",
    reasons.R_ROOM_WARM: "Room well above its target",
    reasons.R_SHORTFALL: "Water stays cooler than required",
    reasons.R_MIN_ON: "Kept on: shortest running time",
    reasons.R_MIN_OFF: "Kept off: shortest pause",
    reasons.R_STARTS_HOUR: "Starts of this hour used up",
    reasons.R_STARTS_DAY: "Starts of this day used up",
    reasons.R_NO_FLOW: "Water flow not proven",
    reasons.R_PUMP_FIRST: "Pump runs first",
    reasons.R_PUMP_AFTER: "Pump runs on after the source",
    reasons.R_LIMIT_OFF: "Power limit too low to run",
    reasons.R_LIMIT_CAP: "Held down by a power limit",
    reasons.R_LIMIT_WAIT: "Power limit over, waiting until that lasts",
    reasons.R_NO_LIMIT: "No power limit",
    reasons.R_OVERHEAT: "Hotter than allowed",
    reasons.R_FROST: "Protection against frost",
    reasons.R_MAX_SET: "Lowered to the circuit's maximum",
    reasons.R_KEEP_RUNNING: "Raised so that the compressor can run on",
    reasons.R_SELF_STOP: "The machine stopped by itself",
    reasons.R_BOOT: "Controller has just started",
    reasons.R_FROST_LIMIT: "Frost, and no other source: runs despite the limit",
    reasons.R_BLIND: "Sensors for a safe run are missing",
    reasons.R_LOW_FLOOR: "Raised to the machine's minimum",
    reasons.R_DEFROST: "Heat pump is defrosting",
    reasons.E_BOOT: "Controller started",
    reasons.E_TASK_FAILED: "A task failed",
    reasons.E_TASK_BACK: "A task works again",
    reasons.E_TASK_STALE: "A task hung, controller resets",
    reasons.E_SLIP: "A task missed its turn",
    reasons.E_OVERRUN: "A task took too long",
    reasons.E_PARAM_SET: "Setting changed",
    reasons.E_PARAM_DEFAULT: "Setting out of range, default used",
    reasons.E_PARAM_GROUP: "Settings of another version dropped",
    reasons.E_STORE_BAD: "Stored record failed its check",
    reasons.E_STORE_FAILED: "Storing failed",
    reasons.E_EVENTS_LOST: "Events lost, list was full",
    reasons.E_CLOCK: "Clock was set",
    reasons.E_PLAN: "Plan changed",
    reasons.E_HP_START: "Compressor started",
    reasons.E_HP_STOP: "Compressor stopped",
    reasons.E_ALARM: "Alarm",
    reasons.E_ALARM_OVER: "Alarm over",
    reasons.E_SENSOR_BAD: "Sensor lost",
    reasons.E_SENSOR_BACK: "Sensor works again",
    reasons.E_RESTORED: "Memory of the time before the restart used",
    reasons.E_LIMIT: "Power limit changed",
    reasons.E_REFUSED: "Request refused",
}

PLAN_TEXTS = {
    frame.PLAN_NONE: "No heating",
    frame.PLAN_HP: "Heat pump",
    frame.PLAN_BOILER: "Boiler",
    frame.PLAN_BOTH: "Both",
}


def reason_text(code):
    """Text of a reason code; an unknown code (a trace of newer firmware) still says its number."""
    return REASON_TEXTS.get(code, "Reason %d" % code)


def plan_text(plan):
    """Text of a plan, PLAN_* of the output frame."""
    return PLAN_TEXTS.get(plan, "Plan %d" % plan)
