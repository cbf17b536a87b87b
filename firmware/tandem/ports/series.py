"""Quarter-hour values pushed in from outside: prices, carbon dioxide, a capacity profile. Two days of each, in rings.

A quarter is a number: minutes since 2000-01-01 00:00 UTC divided by 15. Values have 16 bits: MicroPython cuts longer
ones silently, so put() clamps.
"""

from array import array

SERIES_PRICE = 0  # electricity, tenths of a euro per MWh
SERIES_CO2 = 1  # grid electricity, grams per kWh
SERIES_PROFILE = 2  # power allowed by contract, tens of watts
N_SERIES = 3
SLOTS = 192
NO_VALUE = -32768
QUARTER_MIN = 15


class Series:
    """first[kind] <= quarter < until[kind] is known. A ring takes its place in the heap with its first value."""

    def __init__(self):
        self.v = [array("h")] * N_SERIES
        self.first = array("i", [0] * N_SERIES)
        self.until = array("i", [0] * N_SERIES)

    def put(self, kind, quarter, value):
        """One value. Values must come in order of time; a gap, or a start before what is known, begins anew."""
        if not self.first[kind] <= quarter <= self.until[kind]:
            self.first[kind] = self.until[kind] = quarter
        if quarter == self.until[kind]:
            self.until[kind] = quarter + 1
            if quarter - self.first[kind] >= SLOTS:
                self.first[kind] = quarter - SLOTS + 1
        if value > 32767:
            value = 32767
        elif value <= NO_VALUE:
            value = NO_VALUE + 1
        if not self.v[kind]:
            self.v[kind] = array("h", [0] * SLOTS)
        self.v[kind][quarter % SLOTS] = value

    def get(self, kind, quarter):
        """The value of a quarter, NO_VALUE when it is not known."""
        if self.first[kind] <= quarter < self.until[kind]:
            return self.v[kind][quarter % SLOTS]
        return NO_VALUE
