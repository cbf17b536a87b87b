"""A set-point as a voltage: PWM, a filter and an amplifier give 0..10 V. Two points make the line."""

from machine import PWM, Pin

_HZ = 1000
_DUTY = 65535


class AnalogOut:
    """low_c100 is low_mv, high_c100 is high_mv, straight between them and never beyond; mV at the terminal.

    out_on: OUT_* that must be on, else the voltage is off_mv; out_set: OUT_* with the set-point, c100. full_mv: what
    the terminal has at full duty.
    """

    def __init__(
        self, pin, out_on, out_set, low_c100, low_mv, high_c100, high_mv, off_mv, fallback_mv, full_mv=10000
    ):  # fmt: skip
        if low_c100 >= high_c100:
            raise ValueError("low_c100 is below high_c100")
        self._on = out_on
        self._set = out_set
        self._low_c100 = low_c100
        self._low_mv = low_mv
        self._high_c100 = high_c100
        self._high_mv = high_mv
        self._off_mv = off_mv
        self._fallback_mv = fallback_mv
        self._full_mv = full_mv
        self.mv = fallback_mv
        self._pwm = PWM(Pin(pin, Pin.OUT, value=0), freq=_HZ, duty_u16=self._duty(fallback_mv))

    def write(self, frame):
        """Follow the set-point; mV rounded to the nearest."""
        mv = self._off_mv
        if frame[self._on]:
            low = self._low_c100
            span = self._high_c100 - low
            c100 = min(max(frame[self._set], low), self._high_c100) - low
            mv = self._low_mv + (2 * c100 * (self._high_mv - self._low_mv) + span) // (2 * span)
        self._put(mv)

    def fallback(self):
        """To the stated voltage."""
        self._put(self._fallback_mv)

    def _put(self, mv):
        self._pwm.duty_u16(self._duty(mv))
        self.mv = mv

    def _duty(self, mv):
        duty = (mv * _DUTY + self._full_mv // 2) // self._full_mv
        return min(max(duty, 0), _DUTY)
