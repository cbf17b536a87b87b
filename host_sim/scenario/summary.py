"""What a scenario adds to the summary of a run, in figures and in plain words."""

from datetime import timedelta

from host_sim.plant.install import GAS_KWH_M3
from host_sim.plant.layout import A_GAS, A_GAS_TAP
from host_sim.reason_texts import reason_text
from host_sim.report_text import duration_text, figure_text
from host_sim.scenario.limits import GROUP, IMPORT, LOADS, PHASES

KWH_J = 3.6e6
_REF_TEXTS = {LOADS: " for all controllable loads", IMPORT: " for the connection", GROUP: " for all controllable loads",
              PHASES: " per phase"}  # fmt: skip


def of(world):
    """{key: value} of SCENARIO_KEYS, without the twin's."""
    simulation, sums, site = world.simulation, world.sums, world.site
    now_s = world.now_s()
    limits = [limit for limit in world.limits.all if limit.from_s < now_s]
    hard = [limit for limit in limits if limit.hard]
    soft = [limit for limit in limits if not limit.hard]
    has_site = "household" in world.scenario.tables
    paid = simulation.config.power_price_eur_kwh
    if "prices" in world.publisher.feeds and sums.heating_j:
        paid = sums.power_eur / (sums.heating_j / KWH_J)
    gas_m3 = float(simulation.acc[A_GAS] + simulation.acc[A_GAS_TAP]) / KWH_J / GAS_KWH_M3
    return {
        "scenario": world.scenario.name,
        "scenario_title": world.scenario.title,
        "cost_eur": round(gas_m3 * simulation.config.gas_price_eur_m3 + sums.power_eur, 2),
        "power_price_eur_kwh": round(paid, 4),
        "limits": [row(limit, now_s) for limit in limits],
        "limit_windows": len(limits),
        "limit_over_s": round(sum(limit.over_s for limit in hard)),
        "limit_defrost_s": round(sum(limit.defrost_s for limit in hard)),
        "limit_over_w": round(max((limit.over_w for limit in hard), default=0.0)),
        "soft_over_s": round(sum(limit.over_s for limit in soft)),
        "soft_over_w": round(max((limit.over_w for limit in soft), default=0.0)),
        "late_commands": sum(limit.late(now_s) for limit in limits),
        "limits_broken": sum(1 for limit in limits if limit.over_s or limit.late(now_s)),
        "limit_violations": [text for limit in limits for text in words(limit, simulation.config.start, now_s)],
        "import_kwh": round(sums.import_j / KWH_J, 2) if has_site else None,
        "export_kwh": round(sums.export_j / KWH_J, 2) if has_site else None,
        "pv_kwh": round(sums.pv_j / KWH_J, 2) if "pv" in world.scenario.tables else None,
        "pv_used_kwh": round(sums.own_sun_j / KWH_J, 2) if "pv" in world.scenario.tables else None,
        "quarter_peak_w": round(sums.quarter_w) if site.metered else None,
    }


def row(limit, now_s):
    """One limit as figures."""
    return {
        "source": reason_text(limit.why),
        "why": limit.why,
        "hard": limit.hard,
        "watts": limit.watts,
        "from_s": round(limit.from_s),
        "to_s": round(now_s if limit.to_s is None else limit.to_s),
        "over_s": round(limit.over_s),
        "over_w": round(limit.over_w),
        "defrost_s": round(limit.defrost_s),
        "command_s": None if limit.command_s is None else round(limit.command_s, 3),
        "opted_out": limit.opted_out,
    }


def words(limit, start, now_s):
    """What was wrong with this limit, in plain words; nothing when it was kept."""
    texts = []
    to_s = now_s if limit.to_s is None else limit.to_s
    name = f"{reason_text(limit.why)}, {_clock(start, limit.from_s)} to {_clock(start, to_s, False)}"
    value = f"{figure_text(limit.watts)} W{_REF_TEXTS.get(limit.ref, '')}"
    if limit.over_s:
        lasting = duration_text(limit.over_s)
        texts.append(f"{name}: {value} exceeded for {lasting}, by up to {figure_text(limit.over_w)} W")
    if limit.late(now_s):
        when = "no command to comply" if limit.command_s is None else f"command out after {limit.command_s:.0f} s"
        texts.append(f"{name}: {value}, {when} (1 s allowed)")
    return texts


def _clock(start, at_s, day=True):
    return (start + timedelta(seconds=round(at_s))).strftime("%a %d %b %H:%M" if day else "%H:%M")
