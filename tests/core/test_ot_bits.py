"""The bits of OpenTherm: what goes on the line, and what is taken for a frame."""

from array import array

from ot_line import VECTORS, bits, frame, halves, play, runs, whole
from support import INTERPRETER, no_allocation
from tandem.links.opentherm.bits import (
    B_LONG,
    B_MANCHESTER,
    B_NOISE,
    B_PARITY,
    B_SHORT,
    B_START,
    B_STOP,
    B_TIMING,
    GLITCH_US,
    HALVES,
    N_CAUSES,
    PAUSE_US,
    EdgeDecoder,
    durations,
    encode,
    levels,
)
from wild import Random

SOME = ("00000300", "C000030A", "C01BFAC0", "FFFFFFFF", "AAAAAAAA")
STEP_US = 60 if INTERPRETER == "cpython" else 180  # of what is tried at each edge; MicroPython takes ten times as long


def line(text):
    return runs(halves(bits(text)))


def cause(decoder):
    """The cause that was counted, if it was one frame; -1 when what followed counted as another."""
    found = [k for k in range(len(decoder.bad)) if decoder.bad[k]]
    assert found
    return found[0] if sum(decoder.bad) == 1 else -1


def refused(found):
    """The cause for which runs are no frame; the next frame is found as ever."""
    d = EdgeDecoder()
    assert whole(d, found) == "" and d.good == 0
    why = cause(d)
    total = sum(d.bad)
    assert whole(d, line("C000030A")) == "C000030A"
    assert sum(d.bad) == total
    return why


# The transmitter.


def test_the_runs_are_those_of_the_code():
    out = array("h", bytes(2 * HALVES))
    for text in VECTORS + ["FFFFFFFF", "AAAAAAAA", "55555555"]:
        n = encode(frame(text), 0, out)
        assert n % 2 == 0
        sent = ""
        for k in range(n):
            sent += ("i" if k % 2 else "A") * out[k]
        assert sent == halves(bits(text)), text


def test_the_run_lengths_fit_into_bytes_too():
    out = bytearray(HALVES)
    n = encode(frame("90101480"), 0, out)
    assert sum(out[:n]) == HALVES


def test_a_frame_may_stand_anywhere_in_a_buffer():
    out = [0] * HALVES
    same = [0] * HALVES
    for at in (0, 1, 5):
        buf = bytearray(at) + frame("D0012D00") + bytearray(b"\xff\xff")
        n = durations(buf, out, at)
        assert n == durations(frame("D0012D00"), same) and out[:n] == same[:n]
        levels(buf, at, out)
        levels(frame("D0012D00"), 0, same)
        assert out == same


def test_durations_are_half_bits_of_500_us():
    out = [0] * HALVES
    n = durations(frame("AAAAAAAA"), out)
    assert sum(out[:n]) == 34000
    assert out[:4] == [500, 500, 500, 1000]
    n = durations(frame("FFFFFFFF"), out)
    assert n == HALVES and out == [500] * HALVES


def test_levels_for_both_kinds_of_idle():
    out = [9] * HALVES
    for text in VECTORS:
        levels(frame(text), 0, out, 0)
        assert "".join(["A" if level else "i" for level in out]) == halves(bits(text))
        levels(frame(text), 0, out, 1)
        assert "".join(["i" if level else "A" for level in out]) == halves(bits(text))


# The receiver: what is a frame.


def test_every_vector_with_both_idle_levels():
    for idle in (0, 1):
        d = EdgeDecoder(idle)
        for text in VECTORS:
            assert whole(d, line(text), idle) == text
        assert d.good == len(VECTORS) and not sum(d.bad)


def test_an_edge_at_last_delivers_too():
    d = EdgeDecoder()
    play(d, [[20000, False]])
    assert not play(d, line("00030000"))
    assert d.edge(50000, 0)
    assert d.frame == frame("00030000")
    assert not play(d, line("C0030104")) and d.edge(50000, 0)
    assert d.frame == frame("C0030104") and d.good == 2 and not sum(d.bad)


def test_the_outer_halves_may_be_missing():
    for text in VECTORS + list(SOME[3:]):
        found = line(text)
        d = EdgeDecoder()
        assert whole(d, found[:-1]) == text
        assert whole(d, found[1:]) == text
        assert whole(d, found[1:-1]) == text
        assert not sum(d.bad)


def test_nothing_else_may_be_missing():
    for text in SOME:
        found = line(text)
        for part in (found[:-2], found[:-3], found[1:-2]):
            assert refused(part) in (B_SHORT, B_STOP)
        for k in range(2, len(found) - 1):
            refused(found[k:])
        for k in range(1, len(found) - 2):
            refused(found[:k] + found[k + 2 :])
            merged = found[:k] + [[found[k][0] + found[k + 1][0] + found[k + 2][0], found[k][1]]] + found[k + 3 :]
            if k < len(found) - 3:
                refused(merged)


def test_one_wrong_bit_is_always_found():
    for text in VECTORS:
        sent = bits(text)
        for k in range(34):
            wrong = sent[:k] + ("0" if sent[k] == "1" else "1") + sent[k + 1 :]
            why = refused(runs(halves(wrong)))
            if k == 33:
                assert why in (B_STOP, B_SHORT)
            elif k:
                assert why == B_PARITY


def test_two_runs_that_do_not_belong_are_always_found():
    for text in ("00000300", "FFFFFFFF", "AAAAAAAA"):
        found = line(text)
        for k in range(1, len(found) - 1):
            for us in (120, 300, 750, 1250):
                refused(found[:k] + [[us, found[k][1]], [us, not found[k][1]]] + found[k:])


def test_a_start_bit_behind_half_a_frame():
    # What was heard before is forgotten: the ones of a broken frame are in no later one, nor is their number.
    for cut in range(3, 50, 2):
        d = EdgeDecoder()
        assert whole(d, line("FFFFFFFE")[:cut]) == ""
        assert whole(d, line("00000000")[1:]) == "00000000"
        assert whole(d, line("FFFFFFFE")[:cut]) == ""
        assert whole(d, line("00000000")) == "00000000"


def test_one_wrong_half_is_always_found():
    for text in SOME[:3]:
        sent = halves(bits(text))
        for k in range(1, 67):
            refused(runs(sent[:k] + ("i" if sent[k] == "A" else "A") + sent[k + 1 :]))


def test_thirty_three_and_thirty_five_bits_are_no_frame():
    sent = bits("00000300")
    assert refused(runs(halves(sent[:-2] + "1"))) == B_SHORT
    assert refused(runs(halves(sent + "1"))) == B_LONG
    assert refused(runs(halves(sent + "0"))) in (B_LONG, B_SHORT)


def test_the_line_must_be_idle_behind_it():
    d = EdgeDecoder()
    play(d, [[20000, False]] + line("00000300"))
    assert not d.edge(PAUSE_US - 501, 0) and not d.edge(30000, 1)
    assert d.good == 0 and d.bad[B_LONG] == 1


def test_a_frame_is_delivered_once():
    d = EdgeDecoder()
    d.quiet(5000)
    play(d, line("00000300")[:-1])
    assert not d.quiet(PAUSE_US - 1)
    assert d.quiet(PAUSE_US)
    assert not d.quiet(3000) and not d.quiet(9000) and not d.edge(40000, 0)
    assert d.good == 1 and not sum(d.bad)


def test_what_came_before_stays_when_nothing_good_comes():
    d = EdgeDecoder()
    assert whole(d, line("90101480")) == "90101480"
    whole(d, line("90101481"))
    assert d.frame == frame("90101480") and d.bad[B_PARITY] == 1


# Times.


def stretched(text, half_us, full_us):
    return [[half_us if us == 500 else full_us, active] for us, active in line(text)]


def test_all_clocks_that_the_standard_allows():
    for text in VECTORS:
        for half_us in range(450, 576, 25):
            d = EdgeDecoder()
            assert whole(d, stretched(text, half_us, 2 * half_us)) == text


def test_slow_edges_on_one_side_as_far_as_they_go():
    # Every active run 50 us shorter and every idle run longer, or the other way, on the slowest and fastest clock.
    for text in VECTORS:
        for half_us in (450, 500, 575):
            for lag in (-50, 50):
                found = runs(halves(bits(text)), half_us)
                for run in found:
                    run[0] += lag if run[1] else -lag
                assert whole(EdgeDecoder(), found) == text


def test_the_stated_limits_of_a_half():
    for k in (1, 6, 41):  # idle and active ones, and the first of a data bit
        for us, good in ((375, True), (374, False), (675, True), (676, False), (200, False)):
            for second in (k, k + 1):
                found = line("FFFFFFFF")
                found[k][0] = found[k + 1][0] = 1000 - us if us < 500 else 1100 - us
                found[second][0] = us
                assert (whole(EdgeDecoder(), found) == "FFFFFFFF") == good, (k, us, second)
    for us, good in ((375, True), (374, False), (675, True), (676, False)):
        found = line("FFFFFFFF")
        found[0][0] = us
        assert (whole(EdgeDecoder(), found) == "FFFFFFFF") == good
        assert good or refused(found) == B_START


def test_the_stated_limits_of_a_bit():
    for us, good in ((840, True), (839, False), (1210, True), (1211, False)):
        assert (whole(EdgeDecoder(), stretched("AAAAAAAA", 500, us)) == "AAAAAAAA") == good
        for k in (1, 31, 65):
            found = line("FFFFFFFF")
            found[k][0] = us // 2
            found[k + 1][0] = us - us // 2
            assert (whole(EdgeDecoder(), found) == "FFFFFFFF") == good
            assert good or refused(found) == B_TIMING


def test_the_stated_glitch_and_pause():
    assert (GLITCH_US, PAUSE_US, HALVES) == (100, 1300, 68)
    for us, good in ((99, True), (100, False)):
        assert (whole(EdgeDecoder(), split(line("00000300"), 3, 200, us)) == "00000300") == good
    # A hundred in one run are forgiven, in two pieces, and again in the next.
    for us, good in ((50, True), (51, False)):
        found = line("FFFFFFFF")
        noisy = []
        for k in range(len(found)):
            active = found[k][1]
            noisy += [[150, active], [50, not active], [150, active], [us, not active], [150 - us, active]]
        noisy = [[500, True]] + noisy[5:-5] + [found[-1]]
        got = whole(EdgeDecoder(), noisy)
        assert (got == "FFFFFFFF") == good, (us, got)


def test_far_beyond_the_limits_is_no_frame():
    for half_us, full_us in ((340, 1000), (700, 1000), (500, 800), (500, 1250), (400, 840), (640, 1200)):
        for text in ("00000300", "AAAAAAAA"):
            refused(stretched(text, half_us, full_us))


def test_two_halves_count_together():
    assert refused(stretched("FFFFFFFF", 400, 1000)) == B_TIMING
    assert refused(stretched("FFFFFFFF", 640, 1000)) == B_TIMING
    found = line("FFFFFFFF")
    for k in range(1, 66, 2):
        found[k][0] = 400
        found[k + 1][0] = 640
    assert whole(EdgeDecoder(), found) == "FFFFFFFF"


def test_a_full_run_where_the_middle_should_be():
    for us, why in ((1000, B_MANCHESTER), (840, B_MANCHESTER), (1210, B_MANCHESTER), (750, B_TIMING), (300, B_TIMING)):
        found = line("FFFFFFFF")
        found[6][0] = us
        assert refused(found) == why


def test_one_moved_edge_gives_the_same_frame_or_none():
    for text in SOME:
        for k in range(len(line(text)) - 1):
            for us in range(-480, 481, STEP_US):
                found = line(text)
                if found[k + 1][0] - us > 0 and found[k][0] + us > 0:
                    found[k][0] += us
                    found[k + 1][0] -= us
                    got = whole(EdgeDecoder(), found)
                    assert got in ("", text), (text, k, us, got)
                    assert not -50 <= us <= 50 or got


def test_one_longer_or_shorter_run_gives_the_same_frame_or_none():
    for text in SOME:
        for k in range(len(line(text)) - 1):
            for us in range(-900, 1600, 2 * STEP_US + 10):
                found = line(text)
                if found[k][0] + us > 0:
                    found[k][0] += us
                    assert whole(EdgeDecoder(), found) in ("", text), (text, k, us)


# Noise.


def split(found, k, before, us):
    """Runs with a glitch of us in run k."""
    length, active = found[k]
    return found[:k] + [[before, active], [us, not active], [length - before - us, active]] + found[k + 1 :]


def test_a_short_glitch_anywhere_changes_nothing():
    for text in SOME[:3]:
        found = line(text)
        for k in range(len(found)):
            for us in (1, 40, GLITCH_US - 1):
                for before in (1, 120, 250, found[k][0] - us - 1):
                    d = EdgeDecoder()
                    if before < GLITCH_US and k == 0:
                        continue  # the start bit begins with it: it belongs to the pause
                    assert whole(d, split(found, k, before, us)) == text, (text, k, us, before)
                    assert not sum(d.bad)


def test_longer_ones_are_no_glitches():
    for k in (3, 20, 40):
        refused(split(line("00000300"), k, 120, 150))


def test_many_glitches_in_a_run_are_too_many():
    found = line("00000300")
    noisy = found[:9]
    for _ in range(5):
        noisy.append([30, not found[9][1]])
        noisy.append([found[9][0] // 5 - 30, found[9][1]])
    assert refused(noisy + found[10:]) == B_NOISE


def test_glitches_on_an_idle_line_are_nothing():
    d = EdgeDecoder()
    d.quiet(5000)
    for _ in range(500):
        assert not d.edge(60, 1) and not d.edge(700, 0)
    assert not play(d, line("00000300")) and d.edge(2000, 0)
    assert d.good == 1 and not sum(d.bad)
    assert not d.edge(60, 1) and not d.quiet(5000)
    assert whole(d, [[50, True], [300, False]] + line("00030000")) == "00030000"


def test_a_glitch_behind_the_stop_bit():
    for us in (1, 300, 700, 1200):
        d = EdgeDecoder()
        d.quiet(9000)
        play(d, line("00000300")[:-1])
        d.edge(us, 0)
        d.edge(50, 1)
        assert d.quiet(2000) and d.good == 1


def test_lengths_of_nothing_are_ignored():
    # A capture's list may end with a run of 0 us, of either level.
    for nothing in (0, -1, -300):
        for level in (True, False):
            found = []
            for us, active in line("C01BFAC0")[:-1]:
                found += [[us, active], [nothing, level]]
            assert whole(EdgeDecoder(), found) == "C01BFAC0"


# After garbage.


def test_a_frame_is_found_after_a_pause_of_stated_length():
    for junk in ([[500, True], [800, False]], line("00000300")[:20], [[7000, True]], [[1000, True], [1000, False]] * 9):
        for pause, good in ((PAUSE_US, 1), (PAUSE_US - 100, 0)):
            d = EdgeDecoder()
            d.edge(9000, 0)
            play(d, junk)
            if not junk[-1][1]:
                d.edge(500, 1)
            play(d, [[pause, False]] + line("00000300"))
            d.quiet(9000)
            assert d.good == good, (junk, pause)


def test_one_pause_is_enough_after_every_fault():
    # By edges alone: the pause that ends a broken frame is the one before the next.
    good = line("00000300")
    stop = runs(halves(bits("00000300")[:-1] + "0"))
    lone = ([[200, True]], [[500, True]], [[750, True]], [[1000, True]])
    for junk in (line("00000301"), good[:9], good[:-3], stop, good[:5]) + lone:
        d = EdgeDecoder()
        d.edge(20000, 0)
        play(d, junk if junk[-1][1] else junk[:-1])
        assert not d.edge(PAUSE_US, 0)
        play(d, good[:-1])
        assert d.edge(PAUSE_US, 0) and sum(d.bad) == 1, junk


def test_a_list_that_begins_without_a_pause_is_no_frame():
    d = EdgeDecoder()
    play(d, line("00000300"))
    assert not d.quiet(5000) and d.good == 0


def test_a_line_that_stays_active():
    d = EdgeDecoder()
    for _ in range(3):
        d.edge(30000, 0)
        assert not d.edge(100000, 1)
    assert d.good == 0 and d.bad[B_START] == 3
    # Told by quiet() while it lasts, it counts at once, and only once.
    d.edge(9000, 0)
    assert not d.quiet(5000) and d.bad[B_START] == 4
    assert not d.quiet(9000) and not d.edge(15000, 1) and sum(d.bad) == 4
    d.edge(2000, 0)
    play(d, line("00000300"))
    assert d.quiet(3000)


def test_a_frame_that_goes_still_active():
    d = EdgeDecoder()
    d.quiet(9000)
    play(d, line("FFFFFFFF")[:9])
    d.edge(500, 0)
    assert not d.quiet(9000)
    assert cause(d) == B_SHORT
    assert not d.quiet(20000)
    assert whole(d, line("FFFFFFFF")) in ("", "FFFFFFFF")


def test_the_wrong_idle_level_gives_nothing():
    for text in VECTORS:
        d = EdgeDecoder(1)
        for _ in range(2):
            d.edge(20000, 0)
            play(d, line(text))
        assert not d.quiet(20000) and d.good == 0


def test_an_idle_level_that_changes():
    d = EdgeDecoder()
    assert whole(d, line("00000300")) == "00000300"
    d.idle = 1
    d.reset()
    assert whole(d, line("C000030A"), 1) == "C000030A"
    assert d.good == 2 and not sum(d.bad)


def test_reset_forgets_half_a_frame():
    d = EdgeDecoder()
    d.quiet(9000)
    found = line("00000300")
    play(d, found[:30])
    d.reset()
    play(d, found[30:])
    assert not d.quiet(9000) and d.good == 0


def test_every_cause_has_its_own_counter():
    causes = [B_START, B_TIMING, B_MANCHESTER, B_STOP, B_PARITY, B_SHORT, B_LONG, B_NOISE]
    assert causes == list(range(8)) and len(EdgeDecoder().bad) == N_CAUSES == 8


def test_counters_stop_at_their_end():
    d = EdgeDecoder()
    d.bad[B_PARITY] = d.good = 65535
    assert whole(d, line("00000301")) == "" and d.bad[B_PARITY] == 65535
    assert whole(d, line("00000300")) == "00000300" and d.good == 65535


RANDOM = Random(3)


def wild(d):
    """Anything at all, of every kind of length."""
    r = RANDOM
    for _ in range(400):
        us = r.pick((500, 500, 500, 1000, 1000, 40, 99, 100, 375, 676, 839, 1211, 1300, 30000, 0, -1, 0x3FFFFFFF))
        d.edge(us, r.below(2))
        if not r.below(9):
            d.quiet(r.pick((0, 1299, 1300, 9000, 0x3FFFFFFF)))


def test_anything_at_all():
    d = EdgeDecoder()
    for _ in range(3):
        wild(d)
    assert whole(d, line("00000300")) == "00000300"


def test_nothing_is_allocated():
    d = EdgeDecoder()
    no_allocation(wild, d)
    found = line("C000030A")
    lists = (found, line("C000030B"), found[:20], found[1:])

    def hear(d):
        for part in lists:
            d.quiet(20000)
            for run in part:
                d.edge(run[0], run[1])
            d.quiet(2000)

    no_allocation(hear, d)
    out = [0] * HALVES
    buf = frame("C000030A")

    def send(d):
        durations(buf, out)
        levels(buf, 0, out, 1)

    no_allocation(send, d)
