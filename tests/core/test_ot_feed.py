"""Bytes between a serial line and the front end's protocol."""

from support import no_allocation
from tandem.links.opentherm.feed import Feed


class Serial:
    """Takes what it is fed, has pieces to send."""

    def __init__(self):
        self.got = b""
        self.out = b""

    def feed(self, data, n):
        self.got += bytes(data[:n])

    def take_out(self, buf):
        n = min(len(self.out), len(buf))
        for i in range(n):
            buf[i] = self.out[i]
        self.out = self.out[n:]
        return n


class Stream:
    """A line: what has come, what was sent, how often it was asked."""

    def __init__(self):
        self.coming = b""
        self.sent = b""
        self.reads = 0

    def read(self, buf):
        self.reads += 1
        n = min(len(self.coming), len(buf))
        for i in range(n):
            buf[i] = self.coming[i]
        self.coming = self.coming[n:]
        return n

    def write(self, buf):
        self.sent += bytes(buf)
        return len(buf)


class Steady:
    """Both of them, with the same again for ever and no heap."""

    def feed(self, data, n):
        pass

    def take_out(self, buf):
        buf[0] = buf[6] = 13
        return 7

    def read(self, buf):
        return 20

    def write(self, buf):
        return len(buf)


def test_all_that_has_come_is_fed():
    for n in (0, 1, 63, 64, 65, 500):
        serial, stream = Serial(), Stream()
        whole = bytes(i & 0xFF for i in range(n))
        stream.coming = whole
        Feed(serial, stream).poll(0)
        assert serial.got == whole, n


def test_a_poll_without_bytes_asks_once_and_sends_nothing():
    serial, stream = Serial(), Stream()
    feed = Feed(serial, stream)
    feed.poll(0)
    assert stream.reads == 1 and stream.sent == b""
    assert 0 < feed.next_due_ms(0) <= 200


def test_pieces_of_every_length_go_out_as_they_are():
    for n in range(1, 17):
        serial, stream = Serial(), Stream()
        feed = Feed(serial, stream)
        for word in (b"CS=45.00\r\nMM=100\r", b"0123456789abcdef"):
            serial.out = word[:n]
            stream.sent = b""
            feed.poll(0)
            assert stream.sent == word[:n]


def test_what_is_longer_goes_out_in_turns():
    serial, stream = Serial(), Stream()
    feed = Feed(serial, stream)
    serial.out = bytes(range(40))
    for _ in range(3):
        feed.poll(0)
    assert stream.sent == bytes(range(40))


def test_takes_no_heap():
    steady = Steady()
    no_allocation(Feed(steady, steady).poll, 0)
