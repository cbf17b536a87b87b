"""The board's CBOR: as cbor2 writes and reads it (tests/peers/cbor_vectors.tsv), and nothing else."""

from launcher.cbor import Reader, Writer
from support import ROOT, raises


def _rows():
    with open(ROOT + "tests/peers/cbor_vectors.tsv") as file:
        for line in file:
            code, text = line.rstrip("\n").split("\t")
            yield bytes(int(code[i : i + 2], 16) for i in range(0, len(code), 2)), text


def _written(value, room=600):
    buf = bytearray(room + 2)
    writer = Writer(buf, 0, room)
    writer.put(value)
    assert buf[room] == buf[room + 1] == 0
    return None if writer.over else bytes(buf[1 : writer.at])


def test_vectors():
    counts = [0, 0, 0]
    for data, text in _rows():
        # In the middle of a buffer: what lies beside it must not matter.
        buf = b"\x00" + data + b"\x00\xff\x00"
        reader = Reader(buf, 1, len(data) + 1)
        if text == "refused":
            counts[0] += 1
            raises(ValueError, reader.value)
            continue
        meant = eval(text.lstrip("<"))
        value = reader.value()
        assert value == meant and type(value) is type(meant), text
        assert reader.at == len(data) + 1
        if text[0] == "<":
            counts[1] += 1
        else:
            counts[2] += 1
            assert _written(meant) == data, text
    assert counts[0] > 50 and counts[1] > 10 and counts[2] > 50


def test_every_cut_is_refused():
    for data, text in _rows():
        if text != "refused":
            for end in range(len(data)):
                raises(ValueError, Reader(data, 0, end).value)


def test_nesting_has_an_end():
    assert Reader(b"\x81\x81\x81\x81\x00", 0, 5).value() == [[[[0]]]]
    raises(ValueError, Reader(b"\x81\x81\x81\x81\x80", 0, 5).value)
    raises(ValueError, Reader(b"\xbf\x00\xa1\x00\x9f\x81\x81\x00\xff\xff", 0, 10).value)


def test_a_writer_stops_at_its_end():
    for value in (2**31, "abcdef", b"abcdef", [1, 2, 3, 4, 5], {"a": 1, "b": 2}, -1000000):
        size = len(_written(value))
        assert _written(value, size + 1) is not None
        for room in range(1, size + 1):
            assert _written(value, room) is None


def test_a_map_by_pairs():
    buf = bytearray(40)
    writer = Writer(buf, 4, 40)
    writer.pair("off", 3)
    writer.key("v")
    writer.head(4, 2)
    writer.put(1)
    writer.put(None)
    end = writer.close()
    assert Reader(buf, 4, end).value() == {"off": 3, "v": [1, None]}
    writer.start()
    assert writer.close() == 5 and buf[4] == 0xA0
