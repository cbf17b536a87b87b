"""What is estimated or left out, and what the real world has measured that this cannot be compared with yet."""

NAME = "outlook"
TITLE = "Known to be off, estimated, left out"

TEXT = """\
- **Part load.** How the COP changes with the share of the highest heat is one number per machine, drawn from a few
  certificate points. Other models differ: heatpumpmodel raises it by 1.4 at 30 %, hplib and NTA 8800 not at all.
- **Frost.** Growth, the heat of a defrost and its length are engineering estimates, tuned so that the mean comes near
  published factors, which differ by up to 0.17 among each other. Machines that defrost without need are not modelled.
- **Starts.** A ramp of 90 s with 60 % of the power at once (60..120 s published); start delay, stop delay and least
  flow are assumed alike for all machines.
- **Boiler.** Efficiency over the return temperature meets the usual condensing figures; start loss 30 kJ, ignition,
  pause and post-run are estimates from data sheets. In the field boilers are 3..5 points worse than on a test stand.
- **House.** One zone, one structure node of 165 kJ/m2K; no rooms that are heated less, no night set-back unless a
  schedule says so. Rooms that people leave cold lower the real gas of poorly insulated homes.
- **Emitters feel air and structure**, not the surface that they warm: an underfloor starts a blocked hour 0.2..0.7 K
  cooler than it should, and the room cools 5..10 % faster.
- **Gains.** 2.7 W/m2 and windows of a fifth of the floor decide how much of the heat falls in mild hours, and with it
  the hybrid's share of gas. They are typical figures, not measured ones.
- **Hot water.** Cold water is 10 C all year; the pipe to the tap, circulation and keep-warm modes are left out.
- **More than the rating.** Machines often give more than their rated heat in mild weather; the map does not know.

Not compared, because the data is not at hand: the Dutch field study of 174 hybrid homes (75 % less gas, 2360 kWh more
electricity), smart meters of 6000 homes with hybrids (19..38 kWh a day at -4 C: real ones do not all stop at 2 C), and
the 742 homes of Electrification of Heat.
"""


def jobs(quick):
    """Nothing to compute."""
    return []


def write(got, quick):
    """The page's chapter; no checks."""
    return TEXT, []
