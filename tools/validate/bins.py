"""An independent yardstick: hour by hour, no dynamics, no controller. Shares nothing with the plant but the weather.

Heat goes with the degree-hours below a base temperature and adds up to what a boiler of 93 % makes of the yearly gas.
Above the cut-out the heat pump makes it at the certificates' COP, below it the boiler.
"""

GAS_KWH_M3 = 9.77
ETA = 0.93


def cop(lift):
    """Fit to the certificates of small air/water units (764 of HP Keymark), by temperature lift in K."""
    lift = max(lift, 8.0)
    return 10.507 - 0.26886 * lift + 0.00218 * lift**2 if lift <= 50.0 else 2.514 - 0.045 * (lift - 50.0)


def flow_c(outdoor, design_flow, design_return, base):
    """Flow temperature of radiators sized at -10 C for 20 C indoors, for the load (base - outdoor) / 30."""
    x = max(0.0, (base - outdoor) / 30.0)
    mean = 20.0 + ((design_flow + design_return) / 2.0 - 20.0) * x ** (1.0 / 1.3)
    return mean + (design_flow - design_return) * x / 2.0


def year(outdoor, gas_m3, base_c, curve_base_c, cutout_c=2.0, design=(50.0, 40.0), hours=None):
    """(gas m3, electricity kWh) of a year of hourly outdoor temperatures, or of its first hours.

    base_c: heat is needed below it; curve_base_c: the load that the water temperature is set for counts from here.
    """
    degree_hours = sum(max(0.0, base_c - t) for t in outdoor)
    per_degree = gas_m3 * GAS_KWH_M3 * ETA / degree_hours
    gas = power = 0.0
    for t in outdoor[:hours]:
        heat = per_degree * max(0.0, base_c - t)
        if t < cutout_c:
            gas += heat / ETA / GAS_KWH_M3
        else:
            power += heat / cop(flow_c(t, design[0], design[1], curve_base_c) - t)
    return gas, power
