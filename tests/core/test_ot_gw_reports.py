"""The gateway's text protocol: lines for frames, which of them stand alone, the summary; nothing allocated a frame."""

from array import array

from ot_bench import frame, plain_words
from ot_gw_bench import USUAL, Bench, heard
from support import no_allocation
from tandem.ports.frame import CH_FLOW, IN_CH, IN_QUALITY, Q_GOOD

HEX = "0123456789ABCDEF"


def hex_of(kind, at, word):
    return "".join(HEX[b >> 4] + HEX[b & 15] for b in frame(kind, at, word))


def test_every_frame_is_a_line_in_order():
    bench = Bench()
    bench.run(60)
    sent = []
    for line, letters in ((bench.to_boiler, "BR"), (bench.to_thermostat, "AT")):
        for now, from_a, raw in line.sent:
            # The thermostat's and the boiler's are lines when they have arrived.
            sent.append((now + (0 if from_a == (letters == "BR") else 34), letters[from_a], raw))
    sent.sort(key=lambda one: one[0])
    texts = [letter + "".join(HEX[b >> 4] + HEX[b & 15] for b in raw) for _, letter, raw in sent if _ <= bench.end_ms]
    left_out = len(texts) - len(bench.lines)
    for text in bench.lines:
        assert len(text) == 9 and text[0] in "TBRA" and all(sign in HEX for sign in text[1:])
    at = 0
    for text in bench.lines:
        while texts[at] != text:
            assert texts[at][0] in "RA", "only these may be left out"
            at += 1
        at += 1
    assert 0 < left_out < 10 and len(bench.lines) > 150


def test_what_passes_unchanged_stands_alone():
    words = plain_words()
    words[11] = 0x0107
    bench = Bench(((0, 11, 0x0100),), words)
    bench.thermostat.period_ms = 1370  # not in step with the master
    bench.run(60)
    asked, answered = "T" + hex_of(0, 11, 0x0100), "B" + hex_of(4, 11, 0x0107)
    alone = 0
    for i in range(len(bench.lines) - 2):
        if bench.lines[i] == asked and bench.lines[i + 1] == answered:
            alone += 1
            assert bench.lines[i + 2][0] != "A", "the thermostat got just that"
    assert alone > 10
    bench.thermostat.asks = ((1, 24, 0x1300),)
    bench.run(3)
    i = bench.lines.index("T" + hex_of(1, 24, 0x1300))
    assert "A" + hex_of(5, 24, 0x1300) in bench.lines[i + 1 :], "our own answer is said"


def test_t_and_b_of_two_talks_are_not_one():
    bench = Bench(asks=())
    outer = bench.outer
    t, b = frame(0, 25, 0), frame(4, 25, 0x2300)

    def told(*steps):
        for letter, raw in steps:
            outer.frame(ord(letter), raw)
        return "".join(line[0] for line in heard(bench.service))

    assert told(("T", t), ("R", t), ("B", b), ("A", b)) == "TB"
    assert told(("T", t), ("R", t), ("R", t), ("B", b), ("A", b)) == "TB", "repeated to the boiler"
    assert told(("R", t), ("T", t), ("B", b), ("A", b)) == "RTBA", "the boiler answers our question"
    assert told(("T", t), ("B", frame(4, 17, 0)), ("R", t), ("B", b), ("A", b)) == "TBRBA"
    assert told(("T", t), ("R", t), ("B", b), ("R", frame(0, 0, 0)), ("A", b)) == "TBRA"
    assert told(("T", t), ("A", b), ("R", t), ("B", b)) == "TARB"
    assert told(("T", t), ("R", t), ("B", b), ("R", frame(0, 0, 0)), ("B", b), ("A", b)) == "TBRBA"
    assert told(("T", t), ("R", t), ("B", b), ("A", frame(4, 25, 1))) == "TBA"


def test_own_values_are_told():
    bench = Bench(asks=((0, 25, 0),))
    bench.own.f[IN_CH + CH_FLOW] = 4200
    bench.own.f[IN_QUALITY + CH_FLOW] = Q_GOOD
    bench.run(30)
    assert "A" + hex_of(4, 25, 0x2A00) in bench.lines and "B" + hex_of(4, 25, 0x2300) in bench.lines


def summary_of(bench):
    heard(bench.service)
    bench.service.feed(b"PS=1\r")
    first, line = heard(bench.service)
    assert first == "PS: 1"
    return line.split(",")


def test_summary():
    bench = Bench(asks=USUAL)
    assert len(summary_of(bench)) == 34
    bench.boiler.words[0] = 0x0A
    bench.boiler.words[33] = 0xFFFB
    bench.boiler.words[71] = bench.boiler.words[77] = 0x0102
    bench.boiler.words[27] = 0xFAC0
    bench.say("OT=7")
    bench.run(300)
    for at in (33, 71, 77):
        bench.say("PM=%d" % at)
        bench.run(3)
    assert bench.lines == [], "quiet in summary mode"
    assert summary_of(bench) == (
        "00000011/00001010,40.00,00000011/00000011,0.00,0.00,100.00,24/20,20.00,0.00,1.50,0.00,0.00,19.25,35.00,50.00,"
        "-5.25,30.00,0.00,-5,60/40,80/20,55.00,75.00,00000000/00000000,2,2,1234,0,0,0,0,0,0,0"
    ).split(",")
    bench.say("PS=0")
    bench.run(3)
    assert bench.lines


def test_summary_without_a_thermostat():
    bench = Bench(None)
    bench.o[6] = 1
    bench.o[8] = 4550
    bench.say("TC=18.5")
    bench.say("OT=7.5")
    bench.run(30)
    fields = summary_of(bench)
    assert (fields[0], fields[1], fields[7], fields[12]) == ("00000011/00000000", "45.50", "18.50", "0.00")


def test_the_longest_summary_has_room():
    bench = Bench(None)
    cells = bench.bridge.gateway.cells
    for at in range(128):
        cells.put(at, 0x8000)
    bench.bridge.master.set_word = 0x8000
    service = bench.service
    while service.used <= 190:
        service.say(b"A")
    service.say(b"\r")
    assert service.feed(b"PS=1\r") == 4
    service.used = 190
    assert service.feed(b"\r") == 1
    assert service.used <= 490


def _exchange(bench):
    bench.outer.frame(84, bench.raw)
    bench.outer.frame(82, bench.raw2)
    bench.outer.frame(66, bench.raw3)
    bench.outer.frame(65, bench.raw)
    bench.bridge.outer.poll(bench.ms)
    bench.bridge.outer.read(bench.f)
    bench.ms = (bench.ms + 1000) & 0x3FFFFFFF
    bench.service.take(bench.buf)


def test_a_frame_allocates_nothing():
    bench = Bench()
    bench.run(60)
    bench.say("TT=21")
    bench.say("CS=50")
    bench.say("OT=-5")
    bench.service.take(bytearray(512))
    bench.raw, bench.raw2, bench.raw3 = (bytearray(frame(k, 25, w)) for k, w in ((0, 0), (0, 9), (4, 0xFFFF)))
    bench.buf = bytearray(64)
    bench.ms = 0x3FFFFFF0
    bench.f = array("i", bench.f)
    no_allocation(_exchange, bench, 8)
    assert bench.service.lost == 0
