"""Frost on the outdoor coil, and defrosting as an event the controller can see.

The rules; the plant follows them step by step, host_sim/catalogue/frost_mean.py has their mean in closed form, and a
test holds the two together. Beside the heat pump's own state there are three numbers: frost_kg, cold_s, left_j.

- Running: frost_kg += frost_kg_s(nominal_w, outdoor_c, rh_pct, share) * dt, share being the heat asked for divided by
  the highest heat (as given to hp_map.cop, the ramp after a defrost not counted); cold_s += dt while it is colder
  than COLD_C. Both stay as they are while the machine stands. Above THAW_C what is left melts by itself: frost_kg = 0.
- A defrost begins when defrost_due(nominal_w, frost_kg, cold_s, outdoor_c); left_j = defrost_j(nominal_w, frost_kg).
- Defrosting: heat = -defrost_heat_w(nominal_w), taken from the water; power = DEFROST_POWER x the power drawn just
  before; left_j -= defrost_heat_w(nominal_w) * dt. It ends when left_j <= 0; then frost_kg = 0 and cold_s = 0.
  A commanded stop waits for the end; without flow the machine stops at once and keeps its frost.
- Afterwards the machine runs on, t seconds since the end: heat x ramp, power x (RAMP_POWER + (1 - RAMP_POWER) x ramp);
  ramp = 1 - exp(-t / RAMP_S).

Everything scales with the machine's nominal heat (A7/W35); the constants are those of a 4 kW unit. Sources: heat taken
about nominal, power about 0.7 x, 3..5 min, 90 min of running as longest interval, one defrost an hour at worst costing
about 15 %: published descriptions and field tests (defrosts mostly between -12 and -1 C and in damp air: Keene et al.,
22 sites; 10 % of energy for defrosting: ORNL field test 1985). The constants marked "tuned" are engineering estimates,
tuned so that the mean at full load comes near the published static factors (Wetter-Afjei, NTA 8800, Rogeau); a test
says how near. At part load the coil is hardly colder than the air, and certificates at 2 C show next to no frost: hence
the third power of the share (tuned to the certificates).
"""

from host_sim.plant.jit import jit

UNIT_W = 4000.0  # nominal heat of the unit that the constants describe
GROWTH_KG_S = 1.8 / 3600.0  # at full load, 0..2 C, 95 % relative humidity (tuned)
DRY_PCT = 60.0  # no frost below this humidity (estimate)
DAMP_PCT = 95.0
FULL_KG = 1.2  # the coil is covered (estimate)
LEAST_KG = 0.48  # less is not worth a defrost (tuned)
COLD_C = 5.0
COLD_S = 5400.0  # 90 min
THAW_C = 6.0
MELT_J_KG = 334e3  # ice
MELT_WASTE = 1.5  # heat spent per heat that melts: drips, air, warm metal (estimate)
COIL_J = 200e3  # to warm the coil, 15 kg of metal and refrigerant (estimate)
DEFROST_POWER = 0.7
RAMP_S = 60.0
RAMP_POWER = 0.6  # share of the power drawn at once, after a start and after a defrost


@jit
def _reach(outdoor_c):
    """Frost over the outdoor temperature, 0..1: 0 at -12, 0.5 at -7, 1 from 0 to 2, 0 at 6 C (estimate)."""
    if outdoor_c <= -12.0 or outdoor_c >= THAW_C:
        return 0.0
    if outdoor_c < -7.0:
        return 0.1 * (outdoor_c + 12.0)
    if outdoor_c < 0.0:
        return 0.5 + 0.5 * (outdoor_c + 7.0) / 7.0
    if outdoor_c <= 2.0:
        return 1.0
    return (THAW_C - outdoor_c) / 4.0


@jit
def frost_kg_s(nominal_w, outdoor_c, rh_pct, share):
    """Frost growth in kg/s. rh_pct: relative humidity outdoors 0..100; share: of the highest heat, 0..1."""
    damp = min(1.0, max(0.0, (rh_pct - DRY_PCT) / (DAMP_PCT - DRY_PCT)))
    load = min(1.0, max(0.0, share))
    return GROWTH_KG_S * nominal_w / UNIT_W * _reach(outdoor_c) * damp * load * load * load


@jit
def full_kg(nominal_w):
    """Frost at which the machine defrosts in any case, kg."""
    return FULL_KG * nominal_w / UNIT_W


@jit
def least_kg(nominal_w):
    """Frost below which it does not, kg."""
    return LEAST_KG * nominal_w / UNIT_W


@jit
def defrost_due(nominal_w, frost_kg, cold_s, outdoor_c):
    """True when a defrost begins. cold_s: seconds of running below COLD_C since the last one."""
    if frost_kg >= full_kg(nominal_w):
        return True
    return outdoor_c < COLD_C and cold_s >= COLD_S and frost_kg >= least_kg(nominal_w)


@jit
def defrost_j(nominal_w, frost_kg):
    """Heat that one defrost takes from the water, J."""
    return frost_kg * MELT_J_KG * MELT_WASTE + COIL_J * nominal_w / UNIT_W


@jit
def defrost_heat_w(nominal_w):
    """How fast it takes it, W: the machine's nominal heat, backwards."""
    return nominal_w
