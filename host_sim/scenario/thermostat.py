"""A simulated on/off room thermostat at the controller's contact: hysteresis, or cycles of proportional length."""

from tandem.ports.frame import CH_ROOM, CH_THERMOSTAT, IN_CH, IN_QUALITY, Q_ABSENT, Q_GOOD

TPI_K = 1.5  # proportional band of a thermostat that cycles (engineering estimate; 1..2 K are usual)


class Thermostat:
    """kind "on-off": calls below target - band until target + band. "tpi": calls for a share of each cycle."""

    def __init__(self, world, table):
        self._world = world
        self._tpi = table.get("kind", "on-off") == "tpi"
        self._target_c = table.get("target", 20.0)
        self._band_k = table.get("band", 0.3)
        self._cycle_s = 3600.0 / table.get("cycles", 6)
        self._calls = False
        world.raw[IN_QUALITY + CH_THERMOSTAT] = Q_GOOD
        if not table.get("room_sensor", True):
            world.raw[IN_QUALITY + CH_ROOM] = Q_ABSENT

    def step(self, t, room_c):
        """t: s since the start of the run; room_c: where it hangs."""
        if self._tpi:
            share = min(1.0, max(0.0, 0.5 + (self._target_c - room_c) / TPI_K))
            calls = t % self._cycle_s < share * self._cycle_s
        elif self._calls:
            calls = room_c < self._target_c + self._band_k
        else:
            calls = room_c < self._target_c - self._band_k
        if calls != self._calls:
            self._calls = calls
            self._world.raw[IN_CH + CH_THERMOSTAT] = int(calls)
            self._world.wake()
