"""A serial line as a byte stream: what links and modbus_rtu talk through."""

from time import sleep_us

from machine import UART, Pin

_RX_BYTES = 512
_FRAME_BITS = 11
_WAIT_US = 200


class Serial:
    """unit, tx, rx, baud as the board has them; parity -1 none, 0 even, 1 odd; stop bits 1 or 2.

    de: pin that turns an RS485 transceiver to sending (high), -1 when it does that by itself. With such a pin write()
    waits until the last bit is out, 8 ms for a Modbus request at 9600 baud, since an answer may come 4 ms later.
    """

    def __init__(self, unit, tx, rx, baud, parity=-1, stop=1, de=-1):
        self._de = Pin(de, Pin.OUT, value=0) if de >= 0 else None
        self._baud = baud
        self._uart = UART(
            unit, baudrate=baud, tx=Pin(tx), rx=Pin(rx), bits=8, parity=None if parity < 0 else parity, stop=stop,
            rxbuf=_RX_BYTES, timeout=0,
        )  # fmt: skip

    def read(self, buf):
        """Fill buf with what has come; return how many bytes, never waiting."""
        if not self._uart.any():
            return 0
        return self._uart.readinto(buf) or 0

    def write(self, buf):
        """Send buf; return how many bytes were taken."""
        de = self._de
        if de is None:
            return self._uart.write(buf) or 0
        de.value(1)
        try:
            n = self._uart.write(buf) or 0
            # Bounded: twice what the bytes take on the line.
            left = 2 * _FRAME_BITS * 1000000 // self._baud * (n + 2) // _WAIT_US
            while left > 0 and not self._uart.txdone():
                sleep_us(_WAIT_US)
                left -= 1
        finally:
            de.value(0)
        return n
