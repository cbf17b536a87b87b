"""Homes by name, and homes by what people know: their yearly gas.

The named homes are the reference homes of the Dutch heating industry's hybrid business case (NVI 2021): yearly gas
with a boiler only. Floor areas are typical of the type.
"""


class Home:
    """One home. gas_m3: yearly gas for heating with a boiler only, on the chosen weather. area_m2: heated floor."""

    def __init__(self, name, text, gas_m3, area_m2):
        self.name = name
        self.text = text
        self.gas_m3 = gas_m3
        self.area_m2 = area_m2


HOMES = {
    home.name: home
    for home in (
        Home("terraced-poor", "terraced house, poorly insulated", 1300.0, 110.0),
        Home("terraced", "terraced house, Dutch average", 1100.0, 110.0),
        Home("semi-detached", "semi-detached house, well insulated", 1300.0, 135.0),
        Home("detached-poor", "detached house, poorly insulated", 2500.0, 170.0),
        Home("average", "average of all Dutch homes", 1239.0, 120.0),
    )
}
GAS_MIN_M3 = 100.0
GAS_MAX_M3 = 8000.0


class HomeError(ValueError):
    """A home that does not exist or cannot be."""


def by_name(name):
    """The named home, raises HomeError with the list."""
    if name not in HOMES:
        raise HomeError(f"unknown home '{name}'; known: {', '.join(HOMES)}")
    return HOMES[name]


def by_gas(gas_m3):
    """A home described by its yearly gas, raises HomeError."""
    if not GAS_MIN_M3 <= gas_m3 <= GAS_MAX_M3:
        raise HomeError(f"gas {gas_m3:g} m3 a year is outside {GAS_MIN_M3:g}..{GAS_MAX_M3:g}")
    return Home(f"{gas_m3:g} m3", f"home that burns {gas_m3:g} m3 a year", gas_m3, 110.0)


def hp_kw_for(gas_m3):
    """Usual size of the hybrid's heat pump: 4 kW, smaller in homes below 1100 m3 (NVI 2021)."""
    return 4.0 if gas_m3 >= 1100.0 else round(4.0 * gas_m3 / 1100.0, 2)
