"""Safe mode: there is no image to run. The house is handed back to its thermostat and boiler, by outputs at their
fallback; pump and boiler keep the water from freezing; over the serial port an image can be loaded (SMP).

After an hour, images that were given up get their attempts again.
"""

import time

from launcher.frost import Frost
from launcher.probe import make, read
from launcher.terminals import BOILER, OUTDOOR, PUMPS, WATER

_TICK_MS = 1000
_STAY_S = 3600


class Safe:
    """launch: the handle; root: folder of the slots."""

    def __init__(self, launch, root):
        self._launch = launch
        terminals = launch.terminals
        self._water = make(terminals.sensor(WATER))
        self._outdoor = make(terminals.sensor(OUTDOOR))
        self._frost = Frost(terminals.may_fire)
        self._left_s = _STAY_S
        self._images = None
        self._link = self._management(root)

    def _management(self, root):
        """The link that loads images. Without it there is still the loop against frost."""
        try:
            from launcher.smp import Smp
            from launcher.upload import Images

            self._images = Images(self._launch, root)
            return Smp(self._launch.stdio, [self._images], self._launch, "Tandem,safe mode,-,-,-,-,-,-,MicroPython")
        except Exception as error:
            print("no management:", error)
            return None

    def run(self):
        """For ever; ends by a reset."""
        print("safe mode")
        self._launch.safe()
        tick = time.ticks_ms()
        while True:
            self._launch.watchdog.feed()
            now = time.ticks_ms()
            left = time.ticks_diff(tick, now)
            if left <= 0:
                tick = time.ticks_add(now, _TICK_MS)
                self.second()
                continue
            if self._link:
                self._link.poll(now)
                left = min(left, self._link.next_due_ms(now))
            self._launch.stdio.wait(left)

    def second(self):
        """What is done every second."""
        frost = self._frost
        terminals = self._launch.terminals
        frost.step(read(self._water), read(self._outdoor))
        for pump in PUMPS:
            terminals.switch(pump, frost.pump)
        terminals.switch(BOILER, frost.boiler)
        self._left_s -= 1
        terminals.lamp(self._left_s & 1)
        if self._left_s <= 0:
            self._left_s = _STAY_S
            if self._launch.slots.given_up and not (self._images and self._images.busy()):
                self._launch.slots.forgive()
                self._launch.restart()
