"""The heat pump: does it run when it is told to, which way does its water go, does what it makes fit what it takes?"""

from host_sim.reason_texts import reason_text
from tandem.control.copmap import cop_x100
from tandem.control.param_table import P_COP_SCALE_PCT
from tandem.ports import reasons
from tools.console.commission import relays
from tools.console.commission.site import mean, risen_s
from tools.console.commission.step import Step
from tools.console.commission.water import judged
from tools.console.commission.words import Skip, celsius, doubtful, ok, wrong

_LEAD_S = 1500  # its pause, a staggered start after a power cut
_RUN_S = 540
_POWER_W = 120
_RISE_C100 = 150
_ABOVE_C100 = 1000
_LEAST_C100 = 3000
_W_PER_LPH_K = 1.163
_COP_OFF = 1.6  # factor between measured and expected heat that is no measuring error any more
_LIT, _DARK = "lit", "dark"
# What the guards wait for, and what will not pass by waiting.
_STUCK = (reasons.R_NO_FLOW, reasons.R_BLIND, reasons.R_HP_ERROR, reasons.R_NOT_FITTED, reasons.R_PRESSURE)
_STUCK_S = 200


class HeatPump(Step):
    """Start within its limit, direction of its water, balance of heat."""

    key = "heat-pump"
    title = "Heat pump"
    hint = "The heat pump starts and runs for ten minutes at least. Its pause and its pump come first."
    about_s = 1100

    def run(self, site):
        """See Step."""
        start = site.look()
        if start.good("hp_flow") and start.v["hp_flow"] > site.p["hp_max_flow_c100"] - 800:
            raise Skip("Its water is too warm for a trial: wait until it has cooled.")
        site.person.notice()
        water = max(start.v["hp_flow"] if start.good("hp_flow") else 0, start.v["flow"] if start.good("flow") else 0)
        set_c100 = min(site.p["hp_max_flow_c100"] - 200, site.p["circ_max_c100"], max(_LEAST_C100, water + _ABOVE_C100))
        site.hold(hp=1, hp_set_c100=min(set_c100, 6000))
        refused = self._wait(site)
        if refused is not None:
            return refused
        before = site.look()
        first = start.v["hp_power"] if start.good("hp_power") else 0

        def runs(look):
            if look.good("hp_power") and look.v["hp_power"] > first + _POWER_W:
                return True
            reported = look.good("hp_run") and look.v["hp_run"] and not (start.good("hp_run") and start.v["hp_run"])
            if reported or look.good("hp_power"):
                return bool(reported)
            return risen_s([before, look], "hp_flow", _RISE_C100) is not None

        looks = site.watch(site.p["hp_start_limit_s"] + 60, runs, "waiting for the compressor")
        measured = [("compressor", f"after {looks[-1].up_s - before.up_s} s" if runs(looks[-1]) else "not seen")]
        if not runs(looks[-1]):
            return self._nothing(site, start, looks, measured)
        looks += site.watch(_RUN_S, text="running")
        return self._judge(site, start, looks, measured)

    def _wait(self, site):
        """Until the controller starts it: None, or why that is wrong."""
        stuck = []

        def started(look):
            if look.state["hp_why"] in _STUCK:
                stuck.append(look.up_s)
            return look.state["hp"] == 1 or bool(stuck and stuck[-1] - stuck[0] > _STUCK_S)

        looks = site.watch(_LEAD_S, started, "waiting for its pause and its pump")
        if looks[-1].state["hp"] == 1:
            return None
        why = looks[-1].state["hp_why"]
        text = f"The controller does not start it: {reason_text(why)}."
        if why == reasons.R_NO_FLOW:
            return wrong(text, "flow-meter-dead", [("flow", f"{looks[-1].v['hp_lph']} l/h")])
        if why == reasons.R_HP_ERROR:
            said = site.person.choose("contact:hp_error", "Does the heat pump show an error?", ("yes", "no"))
            cause = "inverted-contact:hp_error" if said == "no" else ""
            return wrong(text, cause, [("error seen", said or "nobody could say")])
        return doubtful(text)

    def _nothing(self, site, start, looks, measured):
        warm = [ch for ch in ("flow", "boiler_flow") if risen_s([start, *looks], ch, 600) is not None]
        if warm:
            return wrong("The boiler heats instead.", "swapped-relays:boiler:hp", measured)
        found, said = dark(site, measured)
        if found is not None:
            return found
        if said == _LIT:
            # Both pumps run beside it, as they should.
            others = [name for name in relays.fitted(site.p) + relays.sources(site.p) if "pump" not in name]
            said = relays.seen(site, "hp", others)
            if said == "hp":
                return wrong("It is called and does not start: its own display says why.", "", measured)
            return relays.named("hp", said, measured) or wrong("It is not told to run.", "dead-relay:hp", measured)
        return wrong("It does not start: supply, fuse, relay or wire.", "hp-no-supply", measured)

    def _judge(self, site, start, looks, measured):
        last = looks[-1]
        power = mean(looks, "hp_power", 120) or 0
        measured.append(("power", f"{power:.0f} W"))
        side = judged(looks, "hp_flow", "hp_return", measured)
        site.notes["hp"] = (start, looks)
        defrosts = any(look.good("hp_defrost") and look.v["hp_defrost"] for look in looks)
        if last.good("hp_run") and power > _POWER_W and not any(look.v["hp_run"] for look in looks[-5:]):
            return wrong("It runs, and its contact says the opposite.", "inverted-contact:hp_run", measured)
        if side == "swapped" and not defrosts:
            return wrong("Its return is warmer than its flow.", "swapped-hp-flow-return", measured)
        if not site.p["boiler_fitted"] and judged(looks, "flow", "return", measured) == "swapped":
            return wrong("The circuit's return is warmer than its flow.", "swapped-flow-return", measured)
        if defrosts:
            return doubtful("It defrosted: repeat it for flow, return and heat.", measured)
        return heat_fits(site, looks, measured) or (
            doubtful("It runs; flow and return are too close to tell.", measured)
            if side is None
            else ok("It runs, its flow is the warm side.", measured)
        )


def heat_fits(site, looks, measured):
    """Heat from flow and spread beside power times the expected COP; None when they fit or nothing is known."""
    flow, warm, cool = (mean(looks, ch, 120) for ch in ("hp_lph", "hp_flow", "hp_return"))
    power = mean(looks, "hp_power", 120)
    outdoor = mean(looks, "outdoor", 120)
    if not (flow and power and warm and cool and outdoor is not None) or power < _POWER_W:
        return None
    heat = flow * (warm - cool) / 100 * _W_PER_LPH_K
    plain = {P_COP_SCALE_PCT: site.p["cop_scale_pct"]}
    expected = power * cop_x100(round(warm), round(outdoor), plain) / 100
    measured += [("heat by flow and spread", f"{heat:.0f} W"), ("expected of its power", f"{expected:.0f} W")]
    measured.append(("flow", f"{flow:.0f} l/h, {celsius(warm - cool)} apart"))
    if not expected / _COP_OFF <= heat <= expected * _COP_OFF:
        return doubtful("Heat and power do not fit: look at the flow meter's scale.", measured, "flow-meter-scale")
    return None


def dark(site, measured):
    """(the Result when somebody sees that it has no supply, else None; what was said)."""
    said = site.person.choose("hp-display", "Is the heat pump's display lit?", (_LIT, _DARK))
    measured.append(("display", said or "nobody could say"))
    return (wrong("It does not start, and is dark.", "hp-no-supply", measured) if said == _DARK else None), said
