"""What a run's sums mean: gas, electricity, heat, cost and comfort, as the summary names them."""

from host_sim.plant.hp_map import M_NOMINAL_W
from host_sim.plant.install import GAS_KWH_M3
from host_sim.plant.layout import *  # noqa: F403 - the layout is nothing but names
from host_sim.plant.layout_hot_water import *  # noqa: F403

KWH_J = 3.6e6
CO2_GAS_KG_M3 = 1.8  # NVI 2021
CO2_POWER_KG_KWH = 0.3


def figures(config, plant):
    """The part of the summary that follows from the plant's sums; None where a question makes no sense."""
    acc, par = plant.acc, plant.par
    hp = par[P_HP_FITTED] != 0.0
    boiler = par[P_B_MAX_W] > 0.0

    def kwh(at):
        return float(acc[at]) / KWH_J

    # The water in the boiler warms the tank, too: what did not go there went to the house.
    heat_boiler = kwh(A_Q_B) - kwh(A_Q_COIL_B)
    # A combi's tap water is not heating water; a tank's is.
    burnt_kwh = kwh(A_GAS) + (kwh(A_GAS_TAP) if plant.wp[WP_KIND] == TANK else 0.0)
    heat_hp = kwh(A_Q_HP)
    gas_m3 = kwh(A_GAS) / GAS_KWH_M3
    tap_gas_m3 = kwh(A_GAS_TAP) / GAS_KWH_M3
    electricity = kwh(A_E_HP) + kwh(A_E_HP_PUMP)
    power = electricity + kwh(A_E_B) + kwh(A_E_PUMP) + kwh(A_E_ELEMENT)
    heat = heat_hp + heat_boiler
    seconds = max(float(acc[A_S]), 1e-9)
    return {
        "home": config.home.name,
        "emitter": config.emitter,
        "control": config.control,
        "weather": plant.weather.name,
        "start": config.start.isoformat(),
        "days": config.days,
        "machine": plant.machine.name if hp else None,
        "hp_kw": round(float(plant.m[M_NOMINAL_W]) / 1000.0, 3),
        "boiler": config.boiler if boiler else None,
        "scheme": config.scheme,
        "cutout_c": config.cutout_c,
        "heat_loss_w_k": round(plant.ua_w_k, 1),
        "design_load_w": round(plant.load_w),
        "control_period_s": config.period_s,
        "gas_m3": round(gas_m3, 2) if boiler else None,
        "gas_hot_water_m3": round(tap_gas_m3, 2) if boiler else None,
        "electricity_kwh": round(electricity, 2) if hp else None,
        "boiler_electricity_kwh": round(kwh(A_E_B), 2) if boiler else None,
        "circuit_pump_kwh": round(kwh(A_E_PUMP), 2),
        "heat_hp_kwh": round(heat_hp, 2) if hp else None,
        "heat_boiler_kwh": round(heat_boiler, 2) if boiler else None,
        "coverage_pct": round(100.0 * heat_hp / heat, 2) if hp and heat > 0.0 else None,
        "scop": round(heat_hp / electricity, 3) if hp and heat_hp > 0.0 else None,
        "boiler_efficiency_pct": round(100.0 * kwh(A_Q_B) / burnt_kwh, 2) if burnt_kwh > 0.0 else None,
        "cost_eur": round((gas_m3 + tap_gas_m3) * config.gas_price_eur_m3 + power * config.power_price_eur_kwh, 2),
        "co2_kg": round((gas_m3 + tap_gas_m3) * CO2_GAS_KG_M3 + power * CO2_POWER_KG_KWH, 1),
        "hp_starts": round(acc[A_HP_STARTS]) if hp else None,
        "hp_hours": round(float(acc[A_HP_S]) / 3600.0, 1) if hp else None,
        "defrosts": round(acc[A_DEFROSTS]) if hp else None,
        "defrost_kwh": round(kwh(A_DEFROST_J), 2) if hp else None,
        "boiler_starts": round(acc[A_B_STARTS]) if boiler else None,
        "hot_water_starts": round(acc[A_TAP_STARTS]) if boiler else None,
        "boiler_lock_outs": round(acc[A_TRIPS]) if boiler else None,
        "outdoor_pipes_kwh": round(kwh(A_Q_OUT), 2) if par[P_C_OUT] > 0.0 else None,
        **_hot_water(config, plant),
        "room_min_c": round(float(acc[A_ROOM_MIN]), 2),
        "room_mean_c": round(float(acc[A_ROOM]) / seconds, 2),
        "room_max_c": round(float(acc[A_ROOM_MAX]), 2),
        "underheated_kh": round(float(acc[A_UNDER]) / 3600.0, 2),
        "peak_import_w": round(float(acc[A_PEAK_W])),
        "gas_price_eur_m3": config.gas_price_eur_m3,
        "power_price_eur_kwh": config.power_price_eur_kwh,
        "seed": config.seed,
    }


def _hot_water(config, plant):
    """Tapping and tank."""
    wa, kind = plant.wa, plant.wp[WP_KIND]
    drawn = kind != NO_HOT_WATER
    tank = kind == TANK
    return {
        "hot_water": config.hot_water if drawn else None,
        "tapping": config.tapping if drawn else None,
        "tapped_kwh": round(float(wa[WA_USEFUL_J]) / KWH_J, 3) if drawn else None,
        "tap_draws": round(wa[WA_DRAWS]) if drawn else None,
        "tap_cold_draws": round(wa[WA_COLD_DRAWS]) if drawn else None,
        "tap_missed_kwh": round(float(wa[WA_MISSED_J]) / KWH_J, 3) if drawn else None,
        "tank_loss_kwh": round(float(wa[WA_LOSS_J]) / KWH_J, 2) if tank else None,
        "tank_disinfections": round(wa[WA_DISINFECTIONS]) if tank else None,
        "tank_since_disinfection_max_h": round(float(wa[WA_SINCE_MAX_S]) / 3600.0, 1) if tank else None,
    }
