"""Master of a Modbus RTU line: asks one device after the other, a step at each turn of the loop, and never waits.

Framing, function 4 and exception answers are of "MODBUS Application Protocol V1.1b3" (6.4, 7) and "MODBUS over Serial
Line V1.02" (2.5.1, 6.2.2).
"""

from tandem.drivers.clock import WRAP, since

READ_INPUT = 4
_TIMEOUT_MS = 400
_PAUSE_MS = 20  # on the line between an answer and the next request; 3.5 characters are 4 ms at 9600 baud
_TURN_MS = 5
_EXCEPTION = 0x80
_MOST = 48  # registers in one request

# Why a device gave no value.
NO_ANSWER = 1
BAD_ANSWER = 2
REFUSED = 3


def crc16(buf, n):
    """CRC of the first n bytes, polynomial 0xA001 (reflected), start 0xFFFF; its low byte is sent first."""
    crc = 0xFFFF
    for i in range(n):
        crc ^= buf[i]
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


class Master:
    """stream: read(buf) and write(buf) as of uart.Serial. Devices add themselves.

    A device has ``address``, ``start`` and ``count`` of its registers, ``due_ms(now)`` until it wants to be asked,
    ``answer(data, at, now)`` with the registers from data[at] on, high byte first, and ``failed(why, now)``.
    """

    def __init__(self, stream):
        self._stream = stream
        self._devices = []
        self._request = bytearray(8)
        self._buf = bytearray(2 * _MOST + 5)
        self._chunk = bytearray(32)
        self._n = 0
        self._asked = -1  # number of the device that owes an answer
        self._turn = 0
        self._sent = 0
        self._free = 0  # clock reading from which the line may be used
        self.good = 0
        self.bad = 0

    def add(self, device):
        """One more device on the line. Raises ValueError for too many registers."""
        if not 0 < device.count <= _MOST:
            raise ValueError("1..48 registers")
        self._devices.append(device)

    def poll(self, now):
        """Take what came, or ask the next."""
        if self._asked >= 0:
            self._listen(now)
        elif since(now, self._free) >= 0:
            for _ in range(len(self._devices)):
                turn = self._turn
                self._turn = (turn + 1) % len(self._devices)
                if self._devices[turn].due_ms(now) <= 0:
                    self._ask(turn, now)
                    return

    def next_due_ms(self, now):
        """Soon while an answer is awaited."""
        if self._asked >= 0:
            return _TURN_MS
        due = 60000
        for device in self._devices:
            left = device.due_ms(now)
            if left < due:
                due = left
        return max(due, since(self._free, now), 0)

    def _ask(self, turn, now):
        device = self._devices[turn]
        out = self._request
        out[0] = device.address
        out[1] = READ_INPUT
        out[2] = device.start >> 8
        out[3] = device.start & 0xFF
        out[4] = 0
        out[5] = device.count
        crc = crc16(out, 6)
        out[6] = crc & 0xFF
        out[7] = crc >> 8
        # What a device said too late belongs to another question.
        for _ in range(32):
            if not self._stream.read(self._chunk):
                break
        self._n = 0
        self._asked = turn
        self._sent = now
        self._stream.write(out)

    def _listen(self, now):
        device = self._devices[self._asked]
        buf = self._buf
        chunk = self._chunk
        while self._n < len(buf):
            got = self._stream.read(chunk)
            for i in range(min(got, len(buf) - self._n)):
                buf[self._n] = chunk[i]
                self._n += 1
            if got < len(chunk):
                break
        # An answer may have noise before it, or what another device said too late.
        while self._n >= 5:
            size = self._size(device)
            if size > self._n:
                break
            if size and crc16(buf, size - 2) == buf[size - 2] | (buf[size - 1] << 8):
                self._done(device, REFUSED if size == 5 else 0, now)
                return
            self._n -= 1
            for i in range(self._n):
                buf[i] = buf[i + 1]
        if since(now, self._sent) > _TIMEOUT_MS:
            self._done(device, BAD_ANSWER if self._n else NO_ANSWER, now)

    def _size(self, device):
        """Bytes of the answer that begins in the buffer, 0 when none does."""
        buf = self._buf
        if buf[0] == device.address:
            if buf[1] == READ_INPUT | _EXCEPTION:
                return 5
            if buf[1] == READ_INPUT and buf[2] == 2 * device.count:
                return 5 + 2 * device.count
        return 0

    def _done(self, device, why, now):
        self._asked = -1
        self._free = (now + _PAUSE_MS) & WRAP
        if why:
            self.bad = (self.bad + 1) & WRAP
            device.failed(why, now)
        else:
            self.good = (self.good + 1) & WRAP
            device.answer(self._buf, 3, now)
