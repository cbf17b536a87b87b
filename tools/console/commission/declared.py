"""What nobody can measure from here and somebody must have seen: thermostat of underfloor, mixing valve of the tank."""

from tools.console.commission.step import Step
from tools.console.commission.words import Skip, doubtful, ok, wrong

YES, NO = "yes", "no"
_FLOOR_MAX_C100 = 4500
_MIXED = 2


class FloorThermostat(Step):
    """The hard-wired safety thermostat of underfloor heating."""

    key = "floor-thermostat"
    title = "Safety thermostat of the underfloor heating"
    hint = "It must cut pump or source by itself, with no controller in between."
    about_s = 5
    moves = False

    def run(self, site):
        """See Step."""
        p = site.p
        if p["circ_max_c100"] > _FLOOR_MAX_C100 and p["scheme"] != _MIXED:
            raise Skip("No underfloor heating.")
        top = p["mixed_max_c100"] if p["scheme"] == _MIXED else p["circ_max_c100"]
        text = "Is it fitted, hard-wired, and did you try it?"
        said = site.person.choose("floor-thermostat", text, (YES, NO))
        measured = [("circuit's maximum", f"{top / 100:.0f} C"), ("fitted and tried", said or "not said")]
        if said == YES:
            return ok("Recorded.", measured)
        if said is None:
            return doubtful("Nobody declared it.", measured)
        return wrong("It is missing: do not hand over.", "", measured)


class MixingValve(Step):
    """The thermostatic mixing valve behind the tank."""

    key = "mixing-valve"
    title = "Mixing valve behind the tank"
    hint = "Without one the tank stays below 60 C and is not disinfected."
    about_s = 5
    moves = False

    def run(self, site):
        """See Step."""
        if not site.p["dhw_by"]:
            raise Skip("No tank.")
        said = site.person.choose("mixing-valve", "Is there a thermostatic mixing valve behind the tank?", (YES, NO))
        declared = bool(site.p["mixer"])
        measured = [("parameter mixer", YES if declared else NO), ("seen", said or "not said")]
        if said is None:
            return doubtful("Nobody looked.", measured)
        if (said == YES) == declared:
            return ok("Recorded.", measured)
        return wrong("The parameter mixer says otherwise.", "", measured)
