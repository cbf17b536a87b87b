"""Relay by relay: what moves when this output is switched? Sources of heat have steps of their own."""

from tools.console.commission.site import mean
from tools.console.commission.step import Step
from tools.console.commission.words import Skip, doubtful, ok, wrong

NAMES = {
    "pump": "circuit pump", "hp_pump": "heat pump's pump", "valve": "diverter", "element": "electric element",
    "contactor": "heat pump's contactor", "boiler": "boiler", "hp": "heat pump",
}  # fmt: skip
NOTHING = "nothing"
_ON_S = 40
_OFF_S = 20
_POWER_W = 150
_LPH = 100
_PUMPS = ("pump", "hp_pump")
_SERIES = 1
_BY_SG = 2


def fitted(p):
    """Outputs of such a house, in the order in which they are tried."""
    names = ["pump"]
    if p["hp_fitted"]:
        names.append("hp_pump")
    if p["dhw_by"]:
        names.append("valve")
    if p["element_w"] and p["dhw_by"]:
        names.append("element")
    if p["hp_contactor"] and p["hp_fitted"]:
        names.append("contactor")
    return names


def sources(p):
    """Outputs that call a source."""
    names = ["boiler"] if p["boiler_fitted"] else []
    return names + (["hp"] if p["hp_fitted"] and p["hp_command"] != _BY_SG else [])


def seen(site, expected, others):
    """What somebody says that moved: a name, NOTHING, or None when nobody can say."""
    names = [expected, *(name for name in others if name != expected), NOTHING]
    texts = {NAMES.get(name, name): name for name in names}
    said = site.person.choose(f"moved:{expected}", "What runs, clicks, moves or shows a call now?", tuple(texts))
    return texts.get(said)


def named(expected, said, measured):
    """The Result when something else moved than should have, None when it was right or nobody could say."""
    if said == NOTHING:
        return wrong("Nothing moved.", f"dead-relay:{expected}", measured)
    if said is not None and said != expected:
        pair = ":".join(sorted((expected, said)))
        return wrong(f"The {NAMES[said]} moved instead.", f"swapped-relays:{pair}", measured)
    return None


class Relay(Step):
    """One output that is switched for a while."""

    about_s = 60

    def __init__(self, name):
        self.name = name
        self.key = f"relay-{name}"
        self.title = f"Output: {NAMES[name]}"
        self.hint = "It is switched; say what runs, clicks or moves. A read-back reports by itself."

    def run(self, site):
        """See Step."""
        name = self.name
        before = site.look()
        site.person.notice()
        value = 0 if name == "contactor" else 1
        site.hold(**{name: value})
        looks = site.watch(_ON_S, text="switched")
        if site.board.outputs()[name] != value:
            raise Skip("The controller does not move it now: an alarm, a limit, or a tank that is warm already.")
        said = seen(site, name, fitted(site.p) + sources(site.p))
        if site.p["scheme"] == _SERIES and name in _PUMPS and said in _PUMPS and said != name:
            said = NOTHING  # in one loop both are switched together
        measured = [("seen", NAMES.get(said or "", said or "nobody could say"))]
        measured += _meters(before, looks[-1])
        found = named(name, said, measured) or self._by_meters(site, looks, measured)
        site.hold()
        site.watch(_OFF_S)
        if found is not None:
            return found
        if said is None:
            return doubtful("Nobody could say, and the meters do not tell.", measured)
        return ok("It does what it should.", measured)

    def _by_meters(self, site, looks, measured):
        """What meters say of a wrong wire, None when nothing."""
        if self.name != "pump" or site.p["scheme"] == _SERIES or not looks[0].good("hp_lph"):
            return None
        flow = mean(looks, "hp_lph", 10)
        if looks[0].v["hp_lph"] < _LPH < (flow or 0):
            return wrong("Water moved in the heat pump.", "swapped-relays:hp_pump:pump", measured)
        return None


def _meters(before, after):
    rows = []
    for channel, unit in (("hp_lph", "l/h"), ("hp_power", "W")):
        if before.good(channel) and after.good(channel):
            rows.append((channel.replace("_", " "), f"{before.v[channel]} to {after.v[channel]} {unit}"))
    return rows
