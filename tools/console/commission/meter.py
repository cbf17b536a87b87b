"""The meter of the connection: does import rise by what the heat pump takes?"""

from tools.console.commission.step import Step
from tools.console.commission.words import Skip, doubtful, ok, wrong

_LEAST_W = 200
_FITS = 0.5


class Meter(Step):
    """Judged from the heat pump's run."""

    key = "meter"
    title = "Meter of the connection"
    hint = "Uses what was measured in the heat pump's step. Large loads of the house should stay as they are."
    about_s = 5
    moves = False

    def run(self, site):
        """See Step."""
        if "hp" not in site.notes:
            raise Skip("The heat pump's step comes first.")
        start, looks = site.notes["hp"]
        pairs = [look for look in looks if look.good("import") and look.good("hp_power")]
        if not start.good("import"):
            raise Skip("Not fitted.")
        if not pairs:
            return doubtful("The meter has no value while the heat pump runs.")
        best = max(pairs, key=lambda look: look.v["hp_power"])
        power = best.v["hp_power"] - (start.v["hp_power"] if start.good("hp_power") else 0)
        moved = best.v["import"] - start.v["import"]
        measured = [("heat pump", f"{power:+d} W"), ("import", f"{moved:+d} W")]
        if power < _LEAST_W:
            return doubtful("The heat pump takes too little to tell.", measured)
        if abs(moved - power) <= _FITS * power:
            return ok("Import rises by what the heat pump takes.", measured)
        if abs(moved + power) <= _FITS * power:
            return wrong("Import falls when the heat pump runs.", "meter-turned", measured)
        return doubtful("Other loads moved meanwhile, or it measures another part of the house.", measured)
