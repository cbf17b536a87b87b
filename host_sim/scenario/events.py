"""The [[event]] entries of a scenario: what can happen to a house, which keys each kind takes, and when it happens."""

from host_sim.faults import FaultError, parse
from host_sim.scenario import checks
from host_sim.scenario.words import DAY_S, ScenarioError, days, when

W_MAX = 100000
SOURCES = ("fuse", "emergency", "grid", "contract", "manager", "quiet")  # in the order of SRC_*
STATES = ("none", "lost", "absent")
LPC = ("beats", "silence", "limit", "release", "failsafe")
FEEDS = ("prices", "co2", "profile")

_WATTS = checks.number(0, W_MAX)
# Kind of event, by the key that names it: {key: check}, and the keys that it must have.
KINDS = {
    "source": ({"source": checks.one_of(*SOURCES), "watts": _WATTS, "state": checks.one_of(*STATES),
                "says_end": checks.flag}, ()),
    "sg": ({"sg": checks.one_of(1, 2, 3, 4, "broken")}, ()),
    "dim": ({"dim": checks.one_of("closed", "open", "broken")}, ()),
    "lpc": ({"lpc": checks.one_of(*LPC), "watts": _WATTS, "duration": checks.length}, ()),
    "thermostat": ({"thermostat": checks.one_of("on", "off")}, ()),
    "set": ({"set": checks.table}, ()),
    "fault": ({"fault": checks.text}, ()),
    "meter": ({"meter": checks.one_of("silent", "fault")}, ()),
    "clock": ({"clock": checks.one_of("lost")}, ()),
    "missing": ({"missing": checks.one_of(*FEEDS)}, ()),
    "load": ({"load": checks.number(1, 60000), "phase": checks.one_of(0, 1, 2, 3), "controllable": checks.flag}, ()),
    "restart": ({"restart": checks.length}, ()),
    "power_cut": ({"power_cut": checks.length}, ()),
}  # fmt: skip
_ALWAYS = {"at": when, "for": checks.length, "days": days, "text": checks.text}
MOMENTS = ("restart", "power_cut")  # their own length is in their key
# What an unrestricted house does not know of: limits and requests.
REQUESTS = ("source", "sg", "dim", "lpc")


class Event:
    """One entry: kind, checked values by key, times. number counts entries from 1, for messages."""

    def __init__(self, number, kind, values):
        self.number = number
        self.kind = kind
        self.values = values
        self.when = values["at"]
        self.for_s = values.get("for", self.when.for_s)
        self.days = values.get("days")

    def get(self, key, usual=None):
        """Value of a key that may be missing."""
        return self.values.get(key, usual)

    def times(self, start, n_days):
        """[(from_s, to_s or None)] since the start of the run; only what begins within it."""
        if not self.when.daily:
            spans = [self.when.from_s] if self.when.from_s < n_days * DAY_S else []
        else:
            spans = [
                day * DAY_S + self.when.from_s
                for day in range(n_days)
                if self.days is None or self.days(day, (start.weekday() + day) % 7)
            ]
        return [(from_s, None if self.for_s is None else from_s + self.for_s) for from_s in spans]


def read(number, values, set_parser):
    """An Event of a table of the file; raises ScenarioError. set_parser(where, table): raw values by parameter id."""
    where = f"[[event]] {number}"
    if not isinstance(values, dict):
        raise ScenarioError(f"{where}: is not a table")
    kinds = [key for key in values if key in KINDS]
    if len(kinds) != 1:
        found = f"has {' and '.join(kinds)}" if kinds else "has none"
        raise ScenarioError(f"{where}: needs exactly one of {', '.join(KINDS)}; {found}")
    kind = kinds[0]
    own, needed = KINDS[kind]
    checked = checks.whole_table(where, values, {**_ALWAYS, **own}, ("at", *needed))
    event = Event(number, kind, checked)
    _together(where, event)
    if kind == "set":
        checked["set"] = set_parser(f"{where}: set", checked["set"])
    elif kind == "fault":
        try:
            checked["fault"] = parse(f"{checked['fault']}@0")
        except FaultError as error:
            raise ScenarioError(f"{where}: fault: {error}") from None
    return event


def _together(where, event):
    """What each key allows by itself, and the others do not."""
    kind, get = event.kind, event.get
    if event.days is not None and not event.when.daily:
        raise ScenarioError(f"{where}: days: only with a daily time like 16:00-21:00, not with a single moment")
    if "for" in event.values and event.when.for_s is not None:
        raise ScenarioError(f"{where}: for: the window in 'at' says already how long")
    if kind in MOMENTS and event.for_s is not None:
        raise ScenarioError(f"{where}: for: {kind} says already how long")
    if event.when.daily and event.for_s is not None and event.for_s > DAY_S:
        raise ScenarioError(f"{where}: for: a daily event lasts at most a day")
    if kind == "source" and ("watts" in event.values) == ("state" in event.values):
        raise ScenarioError(f"{where}: needs watts (0..{W_MAX}) or state ({', '.join(STATES)}), not both")
    if get("says_end") and (event.for_s is None or "watts" not in event.values):
        raise ScenarioError(f"{where}: says_end: needs watts and a length")
    if kind == "lpc":
        with_watts = get("lpc") in ("limit", "failsafe")
        if with_watts != ("watts" in event.values):
            raise ScenarioError(f"{where}: watts: {'needed' if with_watts else 'not used'} with lpc = '{get('lpc')}'")
        if "duration" in event.values and not with_watts:
            raise ScenarioError(f"{where}: duration: not used with lpc = '{get('lpc')}'")
        if event.for_s is not None and get("lpc") not in ("limit", "beats", "silence"):
            raise ScenarioError(f"{where}: for: not used with lpc = '{get('lpc')}'")
