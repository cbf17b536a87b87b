"""Our side of the line to a thermostat: it asks, we answer, 20 ms after its frame at the earliest.

What is answered is the gateway's business. When it has to ask the boiler first, the answer waits, 700 ms at most; a
boiler may take 800, and a thermostat asks again.
"""

from tandem.links.opentherm.frame import READ_ACK, Message

ANSWER_MS = 22
LATEST_MS = 700
LOST_S = 30
WRAP = 0x3FFFFFFF
FROM_THERMOSTAT = 84  # T, letters of a frame in a report
TO_THERMOSTAT = 65  # A


class Slave:
    """port: ports.board.FramePort; answers: answer(request, reply, now, again) fills the reply, or False to wait.

    alive: the thermostat has spoken in the last LOST_S seconds. longest_ms: the longest a thermostat had to wait.
    """

    def __init__(self, port, answers):
        self.port = port
        self.answers = answers
        self.alive = False
        self.request = Message()
        self.reply = Message()
        self.heard = self.bad = self.late = 0
        self.longest_ms = 0
        self.report = None  # report(letter, buf): for a log of frames
        self._buf = bytearray(4)
        self._heard_ms = 0
        self._asked = False
        self._again = False

    def poll(self, now):
        """Do what is due at now, ms modulo 2^30; True when what the thermostat wants may have changed."""
        port = self.port
        buf = self._buf
        while port.take(buf):
            # A thermostat that asks anew does not wait for the old answer any more.
            if self.request.unpack(buf) and self.request.kind < READ_ACK:
                self.heard += 1
                self.alive = self._asked = True
                self._again = False
                self._heard_ms = now
                if self.report is not None:
                    self.report(FROM_THERMOSTAT, buf)
            else:
                self.bad += 1
        span = (now - self._heard_ms) & WRAP
        if self._asked:
            if span >= ANSWER_MS:
                self._answer(now, span)
                return True
        elif self.alive and span >= LOST_S * 1000:
            self.alive = False
            self.answers.thermostat_lost()
            return True
        return False

    def next_due_ms(self, now):
        """Milliseconds until poll() must come."""
        left = self.port.next_due_ms(now)
        span = (now - self._heard_ms) & WRAP
        if self._asked:
            mine = ANSWER_MS - span if span < ANSWER_MS else 5
        elif self.alive:
            mine = LOST_S * 1000 - span
        else:
            return left
        if left < mine:
            mine = left
        return mine if mine > 0 else 0

    def _answer(self, now, span):
        reply = self.reply
        if not self.answers.answer(self.request, reply, now, self._again):
            self._again = True
            if span > LATEST_MS:
                self._asked = False
                self.late += 1
            return
        reply.id = self.request.id
        buf = self._buf
        reply.pack(buf)
        if self.port.send(buf):
            self._asked = False
            if span > self.longest_ms:
                self.longest_ms = span
            if self.report is not None:
                self.report(TO_THERMOSTAT, buf)
