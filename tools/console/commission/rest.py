"""Before anything is tried: everything stands still, and what should stand does."""

from tools.console.commission.step import Step
from tools.console.commission.words import doubtful, ok, wrong

_LONGEST_S = 1500  # a compressor finishes its shortest run, its pump runs on, SG Ready holds a state for ten minutes
_QUIET_S = 60
_POWER_W = 150
_BY_SG = 2
_LOCK = 1


class Rest(Step):
    """The service stop has brought heat pump, boiler and pumps to rest."""

    key = "rest"
    title = "Everything at rest"
    hint = "The service stop is on. A compressor that runs finishes its shortest run first."
    about_s = 90

    def run(self, site):
        """See Step."""
        since: list = []
        outputs: dict = {}

        def still(look):
            outputs.update(site.board.outputs())
            power = look.v["hp_power"] if look.good("hp_power") else 0
            moves = look.state["boiler"] or look.state["hp"] or outputs["hp_pump"] or outputs["pump"]
            if moves or power > _POWER_W:
                since.clear()
            else:
                since.append(look.up_s)
            return bool(since) and look.up_s - since[0] >= _QUIET_S

        look = site.watch(_LONGEST_S, still, "waiting until all stands still")[-1]
        power = look.v["hp_power"] if look.good("hp_power") else 0
        measured = [("heat pump", f"{power} W")]
        if since:
            return ok("All stands still.", measured)
        if power > _POWER_W and site.p["hp_command"] == _BY_SG and outputs["sg"] == _LOCK:
            return wrong("The heat pump runs while it is locked.", "swapped-sg", measured)
        if power > _POWER_W and not look.state["hp"]:
            return wrong("The heat pump runs though nobody calls it.", "", measured)
        return doubtful("Something still runs: protection against frost, or an alarm.", measured)
