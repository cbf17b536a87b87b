"""Water through the heat pump: with its pump, with no other."""

from tools.console.commission.site import mean
from tools.console.commission.step import Step
from tools.console.commission.words import Skip, doubtful, ok, wrong

_ON_S = 75
_OFF_S = 200  # a pump runs on after its machine
_OFF_SG_S = 780  # a machine with SG Ready contacts is let go for ten minutes, and its pump runs
_STILL = 0.3  # of the least flow: what a meter may show while water stands
_MOST = 6  # times the least flow: more is another scale
_SERIES = 1
_LITTLE = 0.02
_BY_SG = 2


class Flow(Step):
    """The flow meter follows the heat pump's pump."""

    key = "flow"
    title = "Water flow of the heat pump"
    hint = "Its pump runs for a minute, nothing heats."
    about_s = 250

    def run(self, site):
        """See Step."""
        if site.p["hp_flow_proof"]:
            raise Skip("There is no flow meter: flow is proven by temperature when the heat pump starts.")
        least = site.p["hp_min_flow_lph"]
        off_s = _OFF_SG_S if site.p["hp_command"] == _BY_SG else _OFF_S
        rest = site.watch(off_s, lambda look: look.good("hp_lph") and look.v["hp_lph"] < _STILL * least, "at rest")
        if not rest[-1].good("hp_lph"):
            return wrong("The flow meter has no value.", "flow-meter-dead", [])
        still = rest[-1].v["hp_lph"]
        site.hold(hp_pump=1)
        flow = mean(site.watch(_ON_S, text="its pump"), "hp_lph", 25) or 0.0
        measured = [("at rest", f"{still} l/h"), ("with its pump", f"{flow:.0f} l/h"), ("least", f"{least} l/h")]
        site.hold()
        site.watch(15)
        if site.p["scheme"] != _SERIES:
            site.hold(pump=1)
            other = mean(site.watch(_ON_S // 2, text="the other pump"), "hp_lph", 15) or 0.0
            site.hold()
            measured.append(("with the circuit's pump", f"{other:.0f} l/h"))
            if other > max(2 * flow, _STILL * least):
                return wrong("It follows the other pump.", "swapped-relays:hp_pump:pump", measured)
        if flow <= _LITTLE * least:
            return wrong("No flow with its pump: meter, pump, a closed valve or air.", "flow-meter-dead", measured)
        if flow < least:
            return wrong("Less than the machine needs, or the meter's scale.", "flow-meter-scale", measured)
        if flow > _MOST * least:
            return wrong("More than any such pump brings.", "flow-meter-scale", measured)
        if still >= _STILL * least:
            return doubtful("Water moves though its pump stands.", measured)
        site.notes["lph"] = flow
        return ok("It follows its pump and no other.", measured)
