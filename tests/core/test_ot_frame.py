"""OpenTherm frames: every frame of other implementations, every single wrong bit, every value of every format."""

from support import ROOT, no_allocation, raises
from tandem.links.opentherm import frame
from tandem.links.opentherm.frame import Message, c100, f88, pair, s8, s16

KINDS = ("READ-DATA", "WRITE-DATA", "INVALID-DATA", "", "READ-ACK", "WRITE-ACK", "DATA-INVALID", "UNKNOWN-DATAID")


def vectors():
    """[(four bytes, kind, id, value as its source shows it)]; the columns have no commas inside."""
    rows = []
    with open(ROOT + "tests/peers/opentherm_vectors.csv") as file:
        lines = file.read().split("\n")
    assert lines[0].startswith("frame,kind,id,value,source")
    for line in lines[1:]:
        if line:
            text, kind, number, value, _source = line.split(",")
            data = bytes(int(text[-8:][i : i + 2], 16) for i in range(0, 8, 2))
            rows.append((data, KINDS.index(kind), int(number), value))
    return rows


def fields(message):
    return (message.kind, message.id, message.value)


def test_there_are_enough_vectors_of_every_kind():
    rows = vectors()
    assert len(rows) >= 60
    assert {row[1] for row in rows} == {0, 1, 2, 4, 5, 6, 7}
    assert len({row[2] for row in rows}) >= 25


def test_frames_of_other_implementations_are_read_and_written_alike():
    message, out = Message(), bytearray(4)
    for data, kind, number, _value in vectors():
        assert message.unpack(data)
        assert fields(message) == (kind, number, data[2] << 8 | data[3])
        message.pack(out)
        assert bytes(out) == data


def test_any_single_wrong_bit_is_refused_and_changes_nothing():
    message = Message()
    message.kind, message.id, message.value = 5, 57, 0x1234
    for data, _kind, _number, _value in vectors():
        for bit in range(32):
            wrong = bytearray(data)
            wrong[bit // 8] ^= 1 << bit % 8
            assert message.unpack(wrong) is False
            assert fields(message) == (5, 57, 0x1234)


def test_what_is_shown_for_a_word_elsewhere_is_what_we_take_it_for():
    """Values as other programs print them: f8.8 with two decimals, numbers, pairs a/b, flags and a number."""
    seen = set()
    for data, kind, _number, value in vectors():
        word, hb, lb = data[2] << 8 | data[3], data[2], data[3]
        if not value or kind == frame.UNKNOWN_ID:
            continue
        if "." in value:
            want = int(value.replace(".", ""))
            seen.add("f8.8")
            assert c100(word) == want, value
        elif "/" in value:
            seen.add("pair")
            high, low = value.split("/")
            assert word == pair(int(high), int(low))
        elif " " in value:
            seen.add("flags")
            high, low = value.split(" ")
            assert hb == int(high, 2)
            assert lb == (int(low, 2) if len(low) == 8 else int(low))
        else:
            seen.add("number")
            assert word == int(value)
    assert seen == {"f8.8", "pair", "flags", "number"}


def test_every_field_goes_through_a_frame_at_any_place():
    message, back, out = Message(), Message(), bytearray(b"\xaa" * 9)
    for at in (0, 5):
        for kind in range(8):
            for number in (0, 1, 0x5A, 127, 128, 255):
                for value in (0, 1, 0x00FF, 0x8000, 0xA55A, 0xFFFF):
                    message.kind, message.id, message.value = kind, number, value
                    message.pack(out, at)
                    ones = 0
                    for byte in out[at : at + 4]:
                        ones += sum(byte >> bit & 1 for bit in range(8))
                    assert ones % 2 == 0 and out[at] & 0x0F == 0
                    assert back.unpack(out, at)
                    assert fields(back) == (kind, number, value)
    assert out[4] == 0xAA, "the byte between is not ours"


def test_spare_bits_are_ignored_but_counted_in_the_parity():
    message = Message()
    assert message.unpack(b"\xc6\x03\x01\x04")  # READ-ACK id 3 with spare bits 0110
    assert fields(message) == (4, 3, 0x0104)
    assert not message.unpack(b"\xc4\x03\x01\x04")


def test_only_the_bits_of_a_field_are_used():
    message, out = Message(), bytearray(4)
    message.kind, message.id, message.value = 8 + 1, 256 + 16, 0x10000 + 0x1480
    message.pack(out)
    assert bytes(out) == b"\x90\x10\x14\x80"
    message.value = -0x540  # a signed number of the right size is as good as its word
    message.pack(out)
    assert out[2:] == b"\xfa\xc0"
    message.kind, message.id, message.value = 8 + 1, 1, 0x2D00
    message.pack(out)
    assert bytes(out) == b"\x10\x01\x2d\x00"


def test_a_short_buffer_is_an_error_and_not_a_frame():
    message = Message()
    message.kind, message.id, message.value = 4, 25, 7
    for size in range(4):
        raises(IndexError, message.unpack, bytes(size))
        assert fields(message) == (4, 25, 7)


def signed_256ths(word):
    """A signed word in 1/256, by another way than the code's."""
    return (word ^ 0x8000) - 0x8000


def test_every_f88_word_is_its_nearest_hundredth():
    for word in range(0x10000):
        exact = signed_256ths(word) * 100  # in 1/25600
        got = c100(word) * 256
        assert -128 <= got - exact <= 128
        if abs(got - exact) == 128:
            assert abs(got) > abs(exact), "halves go away from zero"


def test_every_hundredth_comes_back():
    for value in range(-12800, 12801):
        word = f88(value)
        assert 0 <= word <= 0xFFFF
        assert c100(word) == value
        if value < 12800:
            assert abs(signed_256ths(word) * 100 - value * 256) <= 50, "nearest"


def test_f88_does_not_drift():
    """A word that went through hundredths once stays what it is then."""
    for word in range(0x10000):
        once = f88(c100(word))
        assert abs(signed_256ths(once) - signed_256ths(word)) <= 1
        assert f88(c100(once)) == once


def test_hundredths_beyond_f88_are_clamped():
    for value in (12800, 12801, 100000, 0x3FFFFFFF):
        assert f88(value) == 0x7FFF
    for value in (-12800, -12801, -100000, -0x40000000):
        assert f88(value) == 0x8000
    assert f88(12799) == 32765 and f88(-12799) == 0x10000 - 32765


def test_examples_of_the_standard():
    assert (f88(2150), f88(-525), f88(0), f88(10000)) == (0x1580, 0xFAC0, 0x0000, 0x6400)
    assert (c100(0x1580), c100(0xFAC0), c100(0x6400)) == (2150, -525, 10000)
    assert c100(0x0020) == 13 and c100(0xFFE0) == -13, "12.5 hundredths, and below zero"


def test_signed_words_and_bytes():
    for word in range(0x10000):
        number = s16(word)
        assert number == signed_256ths(word) and number & 0xFFFF == word
    for byte in range(256):
        number = s8(byte)
        assert -128 <= number <= 127 and number & 0xFF == byte
        assert pair(number, byte) == byte << 8 | byte
    assert pair(300, -1) == 0x2CFF


def _codec(state):
    message, buf = state
    for word in (0, 0x7FFF, 0x8000, 0xFFFF, 0x1580):
        message.value = f88(c100(word)) ^ s16(word) & 0xFF ^ pair(s8(word & 0xFF), word >> 8)
        message.kind = word & 7
        message.id = word & 0xFF
        message.pack(buf, 4)
        message.unpack(buf, 4)
        buf[4] ^= 1
        message.unpack(buf, 4)


def test_no_allocation():
    no_allocation(_codec, (Message(), bytearray(8)))


def test_kinds():
    kinds = (frame.READ_DATA, frame.WRITE_DATA, frame.INVALID_DATA, frame.RESERVED)
    answers = (frame.READ_ACK, frame.WRITE_ACK, frame.DATA_INVALID, frame.UNKNOWN_ID)
    assert kinds + answers == (0, 1, 2, 3, 4, 5, 6, 7)
