"""The boiler: does it burn when it is told to, and is the circuit's flow its flow?"""

from host_sim.reason_texts import reason_text
from tools.console.commission import relays
from tools.console.commission.site import mean, risen_s
from tools.console.commission.step import Step
from tools.console.commission.water import judged
from tools.console.commission.words import Skip, celsius, doubtful, ok, wrong

_LEAD_S = 120  # until the controller lets it burn
_IGNITE_S = 240  # some take 150 s
_HEAT_S = 240
_RISE_C100 = 300
_POWER_W = 200
_SERIES = 1
_ABOVE_C100 = 1500
_LEAST_C100 = 3500
_BURNS, _TRIES, _REST = "it burns", "it tries, and shows an error", "nothing"


def set_point(p, look):
    """Flow temperature to ask for: well above what is there, within the circuit's maximum."""
    return min(p["circ_max_c100"], max(_LEAST_C100, look.v["flow"] + _ABOVE_C100), 6000)


class Boiler(Step):
    """Ignition, and flow and return of the circuit."""

    key = "boiler"
    title = "Boiler"
    hint = "The boiler heats the circuit for some minutes. Valves of radiators must be open."
    about_s = 500

    def run(self, site):
        """See Step."""
        start = site.look()
        if not start.good("flow"):
            raise Skip("The circuit's flow sensor comes first.")
        if site.p["circ_max_c100"] - start.v["flow"] < 800:
            raise Skip("The circuit is too warm for a trial: wait until it has cooled.")
        site.person.notice()
        power = start.v["hp_power"] if start.good("hp_power") else 0
        burnt = start.good("flame") and start.v["flame"]
        site.hold(boiler=1, boiler_set_c100=set_point(site.p, start))
        lead = site.watch(_LEAD_S, lambda look: look.state["boiler"] == 1, "waiting for the controller")
        if lead[-1].state["boiler"] != 1:
            return doubtful(f"The controller does not let it burn: {reason_text(lead[-1].state['boiler_why'])}.")

        def lit(look):
            if look.good("flame"):
                return bool(look.v["flame"]) != bool(burnt)
            return any(risen_s([start, look], ch, _RISE_C100) is not None for ch in ("boiler_flow", "flow"))

        looks = site.watch(_IGNITE_S, lit, "ignition")
        measured = [("ignition", f"{looks[-1].up_s - looks[0].up_s} s" if lit(looks[-1]) else "not seen")]
        looks = [start, *looks, *site.watch(_HEAT_S, text="heating")]
        measured.append(("flow", f"{celsius(start.v['flow'])} to {celsius(looks[-1].v['flow'])}"))
        warmer = [ch for ch in ("boiler_flow", "flow", "return") if risen_s(looks, ch, _RISE_C100) is not None]
        compressor = (mean(looks, "hp_power", 60) or 0) > power + _POWER_W
        burns = any(lit(look) for look in looks) or "boiler_flow" in warmer
        if compressor or not (burns or (warmer and not start.good("flame"))):
            return self._nothing(site, compressor, measured)
        side = judged(looks, "flow", "return", measured)
        if side == "swapped":
            return wrong("The return is warmer than the flow.", "swapped-flow-return", measured)
        if burnt and looks[-1].good("flame") and not looks[-1].v["flame"]:
            return wrong("It burns, and its contact says the opposite.", "inverted-contact:flame", measured)
        if warmer == ["boiler_flow"]:
            return wrong("Its own water is hot, the circuit's is not: no flow there.", "dead-relay:pump", measured)
        site.notes["flow-side"] = side
        if start.good("flame") and not any(lit(look) for look in looks):
            return doubtful("It heats, but its flame is not reported.", measured)
        if side is None:
            return doubtful("It heats; flow and return are too close to tell.", measured)
        return ok("It burns, and the flow rises before the return.", measured)

    def _nothing(self, site, compressor, measured):
        if compressor:
            return wrong("The heat pump ran instead.", "swapped-relays:boiler:hp", measured)
        said = site.person.choose("boiler", "What does the boiler do?", (_BURNS, _TRIES, _REST))
        measured.append(("seen", said or "nobody could say"))
        if said == _TRIES:
            return wrong("It tries and does not burn.", "boiler-gas-shut", measured)
        if said == _REST:
            # A pump runs beside it, as it should, in one loop both do.
            beside = ("pump", "hp_pump") if site.p["scheme"] == _SERIES else ("pump",)
            others = [name for name in relays.fitted(site.p) + relays.sources(site.p) if name not in beside]
            return relays.named("boiler", relays.seen(site, "boiler", others), measured) or wrong(
                "It was not told to burn.", "dead-relay:boiler", measured
            )
        if said == _BURNS:
            return wrong("It burns, and no sensor sees it.", "", measured)
        return wrong("No heat came: gas, relay or wire.", "boiler-gas-shut", measured)
