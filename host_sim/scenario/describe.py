"""The events of a scenario in a few words, for report and explanation."""

from host_sim.report_text import duration_text, figure_text

SOURCE_TEXTS = {
    "fuse": "Main fuse", "emergency": "Emergency stop", "grid": "Grid operator", "contract": "Capacity contract",
    "manager": "Energy manager", "quiet": "Quiet hours",
}  # fmt: skip
SG_TEXTS = {1: "locked", 2: "normal", 3: "running recommended", 4: "must run", "broken": "wires broken"}
FEED_TEXTS = {"prices": "Prices", "co2": "CO2 figures", "profile": "Capacity profile"}


def begins(event):
    """What happens at the beginning."""
    if event.get("text"):
        return event.get("text")
    return globals()[f"_{event.kind}"](event)


def ends(event):
    """What happens at the end."""
    kind = event.kind
    if kind == "source":
        return f"{SOURCE_TEXTS[event.get('source')]}: no limit"
    if kind == "sg":
        return "SG Ready: normal"
    if kind == "lpc":
        return {"limit": "LPC: limit released", "silence": "LPC: heartbeats are back"}.get(event.get("lpc"), "")
    if kind in ("restart", "power_cut"):
        return "Controller starts"
    return f"Over: {begins(event)[:1].lower()}{begins(event)[1:]}"


def _watts(event):
    return f"{figure_text(event.get('watts'))} W"


def _long(event):
    return f" for {duration_text(event.for_s)}" if event.for_s else ""


def _source(event):
    name = SOURCE_TEXTS[event.get("source")]
    if "watts" in event.values:
        return f"{name}: {_watts(event)}{_long(event)}"
    return f"{name}: " + {"none": "no limit", "lost": "silent", "absent": "not connected"}[event.get("state")]


def _sg(event):
    return f"SG Ready state {event.get('sg')}: {SG_TEXTS[event.get('sg')]}" if event.get("sg") != "broken" else \
        "SG Ready: wires broken"  # fmt: skip


def _dim(event):
    return {"closed": "Grid operator's contact closed (par. 14a)", "open": "Grid operator's contact open (par. 14a)",
            "broken": "Wire of the grid operator's contact broken"}[event.get("dim")]  # fmt: skip


def _lpc(event):
    lasting = f" for {duration_text(event.get('duration'))}" if event.get("duration") else ""
    return {
        "beats": "LPC: heartbeats begin", "silence": "LPC: heartbeats cease",
        "limit": f"LPC: {_watts(event)}{lasting}" if "watts" in event.values else "",
        "release": "LPC: limit released",
        "failsafe": f"LPC: failsafe {_watts(event)}{lasting}" if "watts" in event.values else "",
    }[event.get("lpc")]  # fmt: skip


def _thermostat(event):
    return f"Room thermostat {'calls' if event.get('thermostat') == 'on' else 'does not call'}"


def _set(event):
    from host_sim.param_names import read_schema

    rows = read_schema().rows
    return "Set " + ", ".join(f"{rows[pid].name} = {rows[pid].show(raw)}" for pid, raw in event.get("set").items())


def _fault(event):
    return f"Fault: {event.get('fault').text.partition('@')[0]}"


def _meter(event):
    return "Meter " + {"silent": "silent", "fault": "faulty"}[event.get("meter")]


def _clock(_event):
    return "Clock lost"


def _missing(event):
    return f"{FEED_TEXTS[event.get('missing')]} not published"


def _load(event):
    where = f" on phase {event.get('phase')}" if event.get("phase") else ""
    return f"Load of {figure_text(event.get('load'))} W{where}"


def _restart(_event):
    return "Controller restarts"


def _power_cut(event):
    return f"Power cut for {duration_text(event.get('power_cut'))}"
