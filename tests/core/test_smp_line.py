"""Lines of SMP beside a console: framing, what is dropped, and how it finds back."""

from launcher.smp_line import BUFFER, Lines, crc16
from smp_bench import Wire, framed, unframed
from support import no_allocation

HELLO = b"\x06\x09AA9IZWxsbywgd29ybGQhet4=\n"  # as the package smp writes "Hello, world!"


def _heard(lines, data):
    return [bytes(lines.frame[2 : lines.size]) for byte in data if lines.put(byte)]


def test_known_frame():
    assert framed(b"Hello, world!") == HELLO
    assert unframed(HELLO) == [b"Hello, world!"]


def test_known_crc():
    assert crc16(b"x123456789x", 1, 10) == 0x31C3  # the check value of CRC-16/XMODEM


def test_continued_in_short_lines():
    parts = b"\x06\x09AA9I\n\x04\x14ZWxs\r\n\x04\x14bywg\n\x04\x14d29y\n\x04\x14bGQh\n\x04\x14et4=\n"
    assert unframed(parts) == [b"Hello, world!"]


def test_all_sizes_and_no_line_too_long():
    for size in range(1, BUFFER - 3):
        message = bytes((i * 7 + size) & 255 for i in range(size))
        data = framed(message)
        for line in data.split(b"\n"):
            assert len(line) <= 126
        assert unframed(data) == [message]


def test_too_long_is_dropped():
    lines = Lines(None)
    assert not _heard(lines, framed(bytes(BUFFER - 3)))
    assert lines.bad == 1
    assert _heard(lines, b"\x04\x14AAAA\n" + HELLO) == [b"Hello, world!"]


def test_the_buffer_stays_as_it_is():
    for size in range(BUFFER - 8, BUFFER + 8):
        lines = Lines(None)
        for byte in framed(bytes(size)):
            lines.put(byte)
        assert len(lines.frame) == BUFFER
        assert lines.bad == (size > BUFFER - 4)
    # A length that fits, and one byte more than there is room for.
    lines = Lines(None)
    data = (
        b"\x06\x09AP4A" + b"AAAA" * 30 + b"\n" + b"\x04\x14" + b"AAAA" * 31 + b"\n\x04\x14" + b"AAAA" * 23 + b"AAA=\n"
    )
    assert not _heard(lines, data)
    assert len(lines.frame) == BUFFER and lines.bad == 1


def test_a_line_too_long_is_dropped():
    lines = Lines(None)
    assert not _heard(lines, b"\x06\x09" + b"A" * 127 + b"\n")
    assert lines.bad == 1 and _heard(lines, HELLO)


class Console:
    def __init__(self):
        self.heard = b""

    def put(self, byte):
        self.heard += bytes((byte,))


def test_what_is_no_line_goes_past_it():
    lines = Lines(None)
    lines.beside = console = Console()
    assert _heard(lines, b"help\r\n" + HELLO + b">>> x\n" + HELLO) == [b"Hello, world!"] * 2
    assert console.heard == b"help\r\n>>> x\n"
    assert (lines.strays, lines.bad) == (2, 0)


def test_a_frame_that_broke_off_costs_only_itself():
    for cut in range(len(HELLO)):
        lines = Lines(None)
        assert _heard(lines, HELLO[:cut] + HELLO) == [b"Hello, world!"]
        assert lines.bad == 0


def test_a_changed_byte_is_noticed():
    for i in range(2, len(HELLO) - 1):
        for bit in range(8):
            data = bytearray(HELLO)
            data[i] ^= 1 << bit
            heard = _heard(Lines(None), bytes(data))
            # The padding's idle bits, and characters that base64 skips, may change: never the message.
            assert heard in ([], [b"Hello, world!"])


def test_a_wrong_crc_is_dropped():
    lines = Lines(None)
    assert not _heard(lines, b"\x06\x09AA9IZWxsbywgd29ybGQhet8=\n")
    assert lines.bad == 1


def test_a_continuation_of_nothing_is_a_stray():
    lines = Lines(None)
    assert not _heard(lines, b"\x04\x14et4=\n")
    assert (lines.strays, lines.bad) == (1, 0)
    assert not _heard(lines, HELLO[2:])


def test_wrong_lengths():
    for data in (
        b"\x06\x09AAA=\n",
        b"\x06\x09AAEA\n",
        b"\x06\x09AAAA\n",
        b"\x06\x09//8A\n",
        b"\x06\x09\n",
        b"\x06\x09A\n",
    ):
        lines = Lines(None)
        assert not _heard(lines, data)
        assert _heard(lines, HELLO) == [b"Hello, world!"]


class Text:
    def __init__(self):
        self.lines = Lines(None)

    def put(self, _):
        for byte in b"nothing for us\r\n":
            self.lines.put(byte)


def test_text_takes_no_heap():
    no_allocation(Text().put, 0)


def test_sent_in_whole_lines():
    wire = Wire()
    buf = bytearray(BUFFER)
    Lines(wire).send(buf, BUFFER - 2)
    assert wire.sent.count(b"\n") == 3 and wire.sent.endswith(b"\n")
    assert unframed(wire.sent) == [bytes(BUFFER - 4)]
