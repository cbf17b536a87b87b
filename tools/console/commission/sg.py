"""SG Ready contacts to the heat pump: locked it stands, let go and told to it runs, recommended it runs on."""

from tools.console.commission.heatpump import dark, heat_fits
from tools.console.commission.site import mean
from tools.console.commission.step import Step
from tools.console.commission.water import judged
from tools.console.commission.words import Skip, doubtful, ok, wrong

_BY_SG = 2
_LOCK_S = 900  # a state is held for ten minutes, and it has its own stop delay
_RUN_S = 1500
_STATE_S = 150
_WARM_S = 420
_POWER_W = 150
_LOCK = 1


class SgContacts(Step):
    """Both contacts, by what the machine does."""

    key = "sg"
    title = "SG Ready contacts"
    hint = "The heat pump is locked, let go and asked to run: half an hour. The circuit should be cool."
    about_s = 1800

    def run(self, site):
        """See Step."""
        if site.p["hp_command"] != _BY_SG:
            raise Skip("The heat pump is not commanded by contacts.")

        def power(look):
            return look.v["hp_power"] if look.good("hp_power") else 0

        def runs(look):
            return power(look) > _POWER_W

        # Until the controller itself has it locked, then as long as it may take to stop.
        site.watch(_LOCK_S, lambda look: site.board.outputs()["sg"] == _LOCK, "waiting for the lock")
        if site.board.outputs()["sg"] != _LOCK:
            return doubtful("The controller does not lock it now.")
        site.watch(_STATE_S, lambda look: not runs(look), "locked")
        locked = mean(site.watch(60, text="locked"), "hp_power") or 0
        measured = [("power when locked", f"{locked:.0f} W")]
        if locked > _POWER_W:
            return wrong("It runs while it is locked.", "swapped-sg", measured)
        start = site.look()
        site.hold(hp=1)
        looks = site.watch(_RUN_S, runs, "let go and waiting for it to run")
        measured.append(("power when let go", f"{power(looks[-1])} W"))
        if not runs(looks[-1]):
            found, _ = dark(site, measured)
            return found or doubtful("It does not run when let go: its own curve may want no heat.", measured)
        looks += site.watch(_WARM_S, text="running")
        site.notes["hp"] = (start, looks)
        if judged(looks, "hp_flow", "hp_return", measured) == "swapped":
            return wrong("Its return is warmer than its flow.", "swapped-hp-flow-return", measured)
        site.hold(hp=1, sg=3)
        more = mean(site.watch(_STATE_S, text="recommended"), "hp_power", 40) or 0
        measured.append(("power when recommended", f"{more:.0f} W"))
        if more < _POWER_W:
            return wrong("It stops when running is recommended.", "swapped-sg", measured)
        return heat_fits(site, looks, measured) or ok("Locked it stands, let go and recommended it runs.", measured)
