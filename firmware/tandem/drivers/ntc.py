"""Resistance sensors in a divider: the sensor to ground, a pull-up to the supply, the middle at an ADC pin.

A curve is a table of resistance, tenths of an ohm in three bytes, highest byte first, every 2.5 K from -40 to 120 C;
between them straight, which errs by 0.06 K at most with a thermistor and by less than 0.001 K with platinum.
"""

from array import array

from machine import ADC, Pin

from tandem.ports.frame import IN_AGE_S, IN_CH, IN_QUALITY, Q_GOOD, Q_OPEN, Q_SHORT

FIRST_C100 = -4000
STEP_C100 = 250
ROWS = 65
# 10 kOhm at 25 C, R = R25 * exp(B * (1 / T - 1 / 298.15 K)).
_B3950 = (
    b"\x3d\x51\xa5\x33\x3b\x3e\x2a\xf7\x18\x24\x2a\x2d\x1e\x8c\x77\x19\xe4\xc0\x16\x05\x61\x12\xc9\xcb\x10\x14\x97"
    b"\x0d\xce\x08\x0b\xe2\xe5\x0a\x43\x8b\x08\xe3\x39\x07\xb7\x7e\x06\xb7\xc4\x05\xdc\xfd\x05\x21\x4e\x04\x7f\xe1"
    b"\x03\xf4\xae\x03\x7c\x58\x03\x14\x12\x02\xb9\x7f\x02\x6a\xa3\x02\x25\xd5\x01\xe9\xa9\x01\xb4\xee\x01\x86\xa0"
    b"\x01\x5d\xe1\x01\x39\xf3\x01\x1a\x36\x00\xfe\x1f\x00\xe5\x37\x00\xcf\x17\x00\xbb\x66\x00\xa9\xd9\x00\x9a\x2e"
    b"\x00\x8c\x2a\x00\x7f\x9c\x00\x74\x58\x00\x6a\x39\x00\x61\x1e\x00\x58\xe8\x00\x51\x80\x00\x4a\xce\x00\x44\xbe"
    b"\x00\x3f\x41\x00\x3a\x45\x00\x35\xbe\x00\x31\x9f\x00\x2d\xdf\x00\x2a\x73\x00\x27\x53\x00\x24\x78\x00\x21\xdb"
    b"\x00\x1f\x76\x00\x1d\x43\x00\x1b\x3f\x00\x19\x65\x00\x17\xb0\x00\x16\x1e\x00\x14\xab\x00\x13\x55\x00\x12\x19"
    b"\x00\x10\xf5\x00\x0f\xe7"
)  # fmt: skip
_B3977 = (
    b"\x3e\xe3\x02\x34\x7a\x10\x2b\xf4\xee\x24\xf4\xaf\x1f\x2e\x50\x1a\x66\x4b\x16\x6d\x30\x13\x1d\x0d\x10\x57\x65"
    b"\x0e\x03\xa3\x0c\x0d\xe5\x0a\x66\x00\x08\xfe\xcb\x07\xcd\x80\x06\xc9\x48\x05\xea\xdd\x05\x2c\x3c\x04\x88\x6d"
    b"\x03\xfb\x4b\x03\x81\x66\x03\x17\xdc\x02\xbc\x44\x02\x6c\x96\x02\x27\x1e\x01\xea\x6b\x01\xb5\x44\x01\x86\xa0"
    b"\x01\x5d\x9d\x01\x39\x7b\x01\x19\x96\x00\xfd\x60\x00\xe4\x61\x00\xce\x31\x00\xba\x76\x00\xa8\xe3\x00\x99\x34"
    b"\x00\x8b\x2f\x00\x7e\xa3\x00\x73\x63\x00\x69\x48\x00\x60\x32\x00\x58\x03\x00\x50\xa1\x00\x49\xf7\x00\x43\xef"
    b"\x00\x3e\x78\x00\x39\x84\x00\x35\x04\x00\x30\xed\x00\x2d\x34\x00\x29\xcf\x00\x26\xb6\x00\x23\xe2\x00\x21\x4b"
    b"\x00\x1e\xec\x00\x1c\xc0\x00\x1a\xc1\x00\x18\xec\x00\x17\x3d\x00\x15\xb0\x00\x14\x42\x00\x12\xf1\x00\x11\xb9"
    b"\x00\x10\x99\x00\x0f\x8f"
)  # fmt: skip
# IEC 60751 with 1000 Ohm at 0 C: A = 3.9083e-3, B = -5.775e-7, C = -4.183e-12 below 0 C.
_PT1000 = (
    b"\x00\x20\xeb\x00\x21\x4e\x00\x21\xb1\x00\x22\x14\x00\x22\x76\x00\x22\xd9\x00\x23\x3b\x00\x23\x9e\x00\x24\x00"
    b"\x00\x24\x62\x00\x24\xc4\x00\x25\x27\x00\x25\x89\x00\x25\xeb\x00\x26\x4c\x00\x26\xae\x00\x27\x10\x00\x27\x72"
    b"\x00\x27\xd3\x00\x28\x35\x00\x28\x96\x00\x28\xf8\x00\x29\x59\x00\x29\xba\x00\x2a\x1b\x00\x2a\x7c\x00\x2a\xdd"
    b"\x00\x2b\x3e\x00\x2b\x9f\x00\x2c\x00\x00\x2c\x61\x00\x2c\xc1\x00\x2d\x22\x00\x2d\x83\x00\x2d\xe3\x00\x2e\x43"
    b"\x00\x2e\xa4\x00\x2f\x04\x00\x2f\x64\x00\x2f\xc4\x00\x30\x24\x00\x30\x84\x00\x30\xe4\x00\x31\x44\x00\x31\xa4"
    b"\x00\x32\x03\x00\x32\x63\x00\x32\xc2\x00\x33\x22\x00\x33\x81\x00\x33\xe0\x00\x34\x40\x00\x34\x9f\x00\x34\xfe"
    b"\x00\x35\x5d\x00\x35\xbc\x00\x36\x1b\x00\x36\x79\x00\x36\xd8\x00\x37\x37\x00\x37\x95\x00\x37\xf4\x00\x38\x52"
    b"\x00\x38\xb1\x00\x39\x0f"
)  # fmt: skip
CURVES = ("10k3950", "10k3977", "pt1000")
_TABLES = (_B3950, _B3977, _PT1000)

SAMPLES = 9
# What an ESP32's ADC can tell from its own ends at 11 dB. An original ESP32 reads 142 mV for 0 V.
SHORT_UV = 150000
OPEN_UV = 3080000
_LOW_OHM = 3000  # below, tenths of a millivolt fit; above, millivolts
_HIGH_OHM = 30000  # 10 * ohms * millivolts stays below 2^30


class Ntc:
    """pin, channel; curve: one of CURVES; pull_ohm: 100..30000; supply_mv: of the divider; trim_c100: added.

    The median of nine samples at once, rounded to the nearest hundredth. Below 150 mV: Q_SHORT. Above 3080 mV or off
    the curve's cold end: Q_OPEN. With 10 kOhm to 3300 mV that is colder than -26 C.
    """

    def __init__(self, pin, channel, curve, pull_ohm, supply_mv, trim_c100=0):
        if not 100 <= pull_ohm <= _HIGH_OHM:
            raise ValueError("pull_ohm is 100..30000")
        self.channels = (channel,)
        self._channel = channel
        self._table = _TABLES[CURVES.index(curve)]
        self._rising = self._ohm10(0) < self._ohm10(1)
        self._pull = pull_ohm
        self._unit_uv = 100 if pull_ohm <= _LOW_OHM else 1000
        self._supply = supply_mv * 1000 // self._unit_uv
        self._trim = trim_c100
        self._adc = ADC(Pin(pin), atten=ADC.ATTN_11DB)
        self._sorted = array("i", [0] * SAMPLES)

    def read(self, frame, now):
        """Sample now."""
        ch = self._channel
        uv = self._median()
        frame[IN_AGE_S + ch] = 0
        u = (uv + self._unit_uv // 2) // self._unit_uv
        if uv < SHORT_UV:
            frame[IN_QUALITY + ch] = Q_SHORT
            return
        if uv > OPEN_UV or u >= self._supply:
            frame[IN_QUALITY + ch] = Q_OPEN
            return
        ohm10 = 10 * self._pull * u // (self._supply - u)
        first = self._ohm10(0)
        last = self._ohm10(ROWS - 1)
        if ohm10 < min(first, last):
            frame[IN_QUALITY + ch] = Q_SHORT
        elif ohm10 > max(first, last):
            frame[IN_QUALITY + ch] = Q_OPEN
        else:
            frame[IN_CH + ch] = self._c100(ohm10) + self._trim
            frame[IN_QUALITY + ch] = Q_GOOD

    def _median(self):
        values = self._sorted
        for n in range(SAMPLES):
            uv = self._adc.read_uv()
            i = n
            while i and values[i - 1] > uv:
                values[i] = values[i - 1]
                i -= 1
            values[i] = uv
        return values[SAMPLES // 2]

    def _ohm10(self, row):
        table = self._table
        i = 3 * row
        return (table[i] << 16) | (table[i + 1] << 8) | table[i + 2]

    def _c100(self, ohm10):
        low = 0
        high = ROWS - 1
        while high - low > 1:
            mid = (low + high) // 2
            if (self._ohm10(mid) <= ohm10) == self._rising:
                low = mid
            else:
                high = mid
        a = self._ohm10(low)
        b = self._ohm10(high)
        # Both differences have the same sign, so this rounds half up.
        return FIRST_C100 + low * STEP_C100 + (2 * STEP_C100 * (ohm10 - a) + (b - a)) // (2 * (b - a))
