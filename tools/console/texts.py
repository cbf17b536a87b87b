"""State of a board in plain words: who heats and why, limits and their sources, alarms, events."""

from host_sim.reason_texts import ALARM_TEXTS, CHANNEL_TEXTS, clause, plan_text, reason_text
from tandem.ports import frame, limits, reasons
from tools.console.board import CHANNELS, QUALITY

_UNITS = {"hp_lph": "l/h", "hp_power": "W", "import": "W", "phase_1": "W", "phase_2": "W", "phase_3": "W", "loads": "W"}
_STATUS = frame.CH_HP_RUN
_LIMIT_STATES = {
    limits.LIMIT_ABSENT: "not configured", limits.LIMIT_NONE: "no limit", limits.LIMIT_SET: "limit",
}  # fmt: skip


def value(channel, raw):
    """A channel's raw value for people."""
    number = CHANNELS[channel]
    if number < frame.CH_HP_LPH or number in (frame.CH_ROOM_SET, frame.CH_FLOW_SET):
        return f"{raw / 100:.1f} C"
    if channel == "pressure":
        return f"{raw / 100:.2f} bar"
    if number >= _STATUS:
        return "yes" if raw else "no"
    return f"{raw} {_UNITS.get(channel, '')}".strip()


def readings(look, ages=None):
    """[(what, value, quality, age)] of all channels that are fitted."""
    rows = []
    for channel, number in CHANNELS.items():
        if look.q[channel] == frame.Q_ABSENT:
            continue
        good = look.q[channel] == frame.Q_GOOD
        age = "" if ages is None else f"{ages[channel]} s"
        quality = QUALITY.get(look.q[channel], str(look.q[channel]))
        rows.append((CHANNEL_TEXTS[number], value(channel, look.v[channel]) if good else "-", quality, age))
    return rows


def short(what):
    """A channel's text for a narrow column."""
    for long, brief in ((" temperature", ""), ("heat pump's", "HP"), ("whether the ", ""), ("boiler's", "boiler")):
        what = what.replace(long, brief)
    return what[:24]


def lasted(seconds):
    """Up 2 d 3 h 4 min."""
    days, rest = divmod(seconds, 86400)
    return f"{days} d {rest // 3600} h {rest % 3600 // 60} min"


def summary(look):
    """Lines of what it does and why."""
    s = look.state
    lines = [f"Plan: {plan_text(s['plan'])}, {clause(s['plan_why'])}"]
    for key, name in (("hp", "Heat pump"), ("boiler", "Boiler")):
        lines.append(f"{name}: {'on' if s[key] else 'off'}, {clause(s[f'{key}_why'])}")
    if s["dhw_why"] != reasons.R_NOT_FITTED:
        words = {frame.DHW_NONE: "none", frame.DHW_CHARGE: "charging", frame.DHW_HYGIENE: "disinfection"}
        lines.append(f"Hot water: {words.get(s['dhw'], s['dhw'])}, {clause(s['dhw_why'])}")
    water = f"water {s['req_c100'] / 100:.1f} C" if s["req_c100"] else "no water wanted"
    lines.append(f"Wanted: room {s['target_c100'] / 100:.1f} C, {water}")
    if s["mode_why"]:
        lines.append(f"Mode: {clause(s['mode_why'])}")
    for key, name in (("hard", "Hard limit"), ("soft", "Soft limit")):
        state = _LIMIT_STATES.get(s[key], "source lost")
        more = f" {s[f'{key}_w']} W, {clause(s[f'{key}_why'])}" if s[key] == limits.LIMIT_SET else ""
        lines.append(f"{name}: {state}{more}")
    return lines


def alarms(look):
    """Alarms and lost sensors as lines; none of them: an empty list."""
    lines = [f"ALARM: {text}" for bit, text in ALARM_TEXTS.items() if look.state["alarms"] & bit]
    lost = [CHANNEL_TEXTS[number] for number in CHANNELS.values() if look.state["bad"] >> number & 1]
    return lines + [f"LOST: {text}" for text in lost]


def event(row):
    """A line for an event."""
    up_s, code, a, b = row
    text = reason_text(code)
    if code == reasons.E_PLAN:
        text += f": {plan_text(a)}, {clause(b)}"
    elif code in (reasons.E_ALARM, reasons.E_ALARM_OVER):
        text += ": " + ", ".join(words for bit, words in ALARM_TEXTS.items() if a & bit)
    elif code in (reasons.E_SENSOR_BAD, reasons.E_SENSOR_BACK):
        text += f": {CHANNEL_TEXTS.get(a, a)}"
    elif a or b:
        text += f" ({a}, {b})"
    return f"{up_s:>8} s  {text}"


def once(board):
    """The whole state as lines of text, for scripts."""
    look = board.look()
    lines = [f"up {lasted(look.up_s)}", *summary(look), *(alarms(look) or ["No alarm"]), ""]
    for what, shown, quality, age in readings(look, board.ages()):
        lines.append(f"{what:<36} {shown:>10}  {quality:<10} {age}")
    rows, _ = board.events()
    return lines + ["", *map(event, rows[-10:])]
