"""The mean of frost and defrosting over whole cycles, in closed form: the rules of host_sim/plant/frost.py, steadily.

Used to take the frost out of certificates before a map is fitted to them, so that the plant, which defrosts in events,
gives the certificate's COP back and no frost is counted twice.
"""

import math

from host_sim.plant import frost

KELVIN_BULB = 0.000662  # psychrometer constant of a ventilated wet bulb, 1/K
PRESSURE_HPA = 1013.25


def saturation_hpa(air_c):
    """Pressure of saturated vapour over water, hPa (Magnus, WMO 2008), -45..60 C."""
    return 6.112 * math.exp(17.62 * air_c / (243.12 + air_c))


def humidity_pct(dry_c, wet_c):
    """Relative humidity from dry and wet bulb, %."""
    vapour = saturation_hpa(wet_c) - KELVIN_BULB * PRESSURE_HPA * (dry_c - wet_c)
    return 100.0 * vapour / saturation_hpa(dry_c)


def certificate_humidity_pct(outdoor_c):
    """Humidity in the test room: EN 14511 and EN 14825 hold the wet bulb 1 K below (12/11, 7/6, 2/1, -7/-8 C)."""
    return humidity_pct(outdoor_c, outdoor_c - 1.0)


def run_s(nominal_w, outdoor_c, rh_pct, share):
    """Seconds of running from one defrost to the next; infinite without frost."""
    growth = frost.frost_kg_s(nominal_w, outdoor_c, rh_pct, share)
    if growth <= 0.0:
        return math.inf
    full = frost.full_kg(nominal_w) / growth
    if outdoor_c >= frost.COLD_C:
        return full
    return min(full, max(frost.COLD_S, frost.least_kg(nominal_w) / growth))


def mean_factors(nominal_w, heat_w, outdoor_c, rh_pct, share):
    """(heat, COP) averaged over whole cycles, each as a share of the frost-free value.

    heat_w: heat while running; share: of the highest heat. Both 1 where nothing freezes.
    """
    run = run_s(nominal_w, outdoor_c, rh_pct, share)
    if run == math.inf:
        return 1.0, 1.0
    taken_j = frost.defrost_j(nominal_w, run * frost.frost_kg_s(nominal_w, outdoor_c, rh_pct, share))
    defrost_s = taken_j / frost.defrost_heat_w(nominal_w)
    ramp_s = frost.RAMP_S * (1.0 - math.exp(-run / frost.RAMP_S))  # seconds of full heat that the ramp costs
    heat = (heat_w * (run - ramp_s) - taken_j) / (heat_w * (run + defrost_s))
    power = (run - (1.0 - frost.RAMP_POWER) * ramp_s + frost.DEFROST_POWER * defrost_s) / (run + defrost_s)
    return heat, heat / power
