"""Wall time: summer time by the rule, answers that must agree, the epochs of the interpreters, the NTP packet."""

from array import array

import chips
from chip_machine import Chip
from chip_net import Net
from support import no_allocation
from tandem.ports.frame import IN_WALL_MIN, IN_WALL_OFF_MIN, IN_WALL_STATE, N_IN, Q_ABSENT, Q_GOOD
from tandem.ports.reasons import E_CLOCK

TIME = chips.chip_time.clock
DAY = 1440
MAY = 14374080  # 2027-05-01 00:00 UTC, minutes since 2000
NTP_MAY = 1809129600 + 2208988800  # the same, seconds since 1900: 1809129600 are since 1970


def wall(offset_min=60, eu_dst=1):
    made = chips.driver("wall").Wall(offset_min, eu_dst)
    hub = chips.Hub()
    made.attach(hub)
    return made, hub, array("i", [0] * N_IN)


def offset(made, minute, f):
    made.set_utc(minute, 0, chips.now())
    made.read(f, chips.now())
    assert f[IN_WALL_MIN] == minute and f[IN_WALL_STATE] == Q_GOOD
    return f[IN_WALL_OFF_MIN]


def test_summer_time_of_the_eu():
    chips.fresh()
    made, _, f = wall()
    # Last Sundays: 2027-03-28, 2027-10-31, 2028-03-26, 2028-10-29, 2032-03-28, 2032-10-31; minutes of 01:00 UTC.
    for spring, autumn in ((14325180, 14637660), (14849340, 15161820), (16956060, 17268540)):
        assert offset(made, spring - 1, f) == 60 and offset(made, spring, f) == 120
        assert offset(made, autumn - 1, f) == 120 and offset(made, autumn, f) == 60
        assert offset(made, autumn - 1, f) == 120 and offset(made, spring - 1, f) == 60, "set back"
        assert offset(made, autumn + 90 * DAY, f) == 60
    made, _, f = wall(0, 0)
    assert offset(made, MAY, f) == 0
    made, _, f = wall(0, 1)
    assert offset(made, MAY, f) == 60


def test_it_runs_by_itself_and_changes_over():
    chips.fresh()
    made, _, f = wall()
    made.set_utc(14325180 - 2, 30, chips.now())
    seen = []
    for _ in range(18):
        TIME.ms += 10000
        made.read(f, chips.now())
        seen.append((f[IN_WALL_MIN] - 14325180, f[IN_WALL_OFF_MIN]))
    assert seen[0] == (-2, 60) and seen[8] == (0, 120) and seen[7] == (-1, 60) and seen[17][0] == 1, seen


def test_parts_of_a_second_are_not_lost():
    chips.fresh()
    made, _, f = wall()
    made.set_utc(MAY, 0, chips.now())
    for _ in range(2000):
        TIME.ms += 333
        made.read(f, chips.now())
    assert f[IN_WALL_MIN] == MAY + 11 and made.second == 6


def test_it_runs_over_the_wrap_of_the_clock():
    chips.fresh()
    TIME.ms = 0x3FFFFFFF - 60000
    made, _, f = wall()
    made.set_utc(MAY, 0, chips.now())
    for _ in range(30):
        TIME.ms += 10000
        made.read(f, chips.now())
    assert f[IN_WALL_MIN] == MAY + 5


def test_power_on_time_is_none_and_time_kept_over_a_reset_is():
    chips.fresh()
    made, _, f = wall()
    made.read(f, chips.now())
    assert f[IN_WALL_STATE] == Q_ABSENT
    TIME.seconds = MAY * 60 + 61
    made, _, f = wall()
    made.read(f, chips.now())
    assert f[IN_WALL_STATE] == Q_GOOD and f[IN_WALL_MIN] == MAY + 1


def test_both_epochs():
    module = chips.driver("wall")
    kept = module._EPOCH_MIN
    assert kept == 0, "the simulated chip counts from 2000"
    try:
        chips.fresh()
        module._EPOCH_MIN = 15778080
        TIME.seconds = 1809129600
        made, _, f = wall()
        made.read(f, chips.now())
        assert f[IN_WALL_MIN] == MAY
        # What it gives back to an interpreter of 1970, read by one of 2000, lies 30 years ahead.
        made.set_utc(MAY, 0, chips.now())
        assert Chip.datetime[0] == 2057
    finally:
        module._EPOCH_MIN = kept


def test_the_chips_clock_is_set():
    chips.fresh()
    made, _, _ = wall()
    made.set_utc(MAY, 7, chips.now())
    assert Chip.datetime[:3] == (2027, 5, 1) and Chip.datetime[4:7] == (0, 0, 7), Chip.datetime
    assert Chip.datetime[3] == 5, "a Saturday, Monday is 0"


def test_one_answer_is_not_enough():
    chips.fresh()
    module = chips.driver("wall")
    made, hub, f = wall()
    assert made.offer(MAY, 0, chips.now()) == module.MORE
    made.read(f, chips.now())
    assert f[IN_WALL_STATE] == Q_ABSENT
    TIME.ms += 16000
    assert made.offer(MAY + 500, 16, chips.now()) == module.MORE, "it does not agree"
    TIME.ms += 16000
    assert made.offer(MAY, 32, chips.now()) == module.MORE, "nor does the first with the one between"
    TIME.ms += 30000
    assert made.offer(MAY + 1, 3, chips.now()) == module.TAKEN
    assert hub.events == [(E_CLOCK, 0, 0)]
    made.read(f, chips.now())
    assert f[IN_WALL_MIN] == MAY + 1


def test_impossible_times_are_refused():
    chips.fresh()
    module = chips.driver("wall")
    made, _, _ = wall()
    for minute in (0, -5, module.EARLIEST_MIN - 1, module.LATEST_MIN, 0x3FFFFFFF):
        assert made.offer(minute, 0, chips.now()) == module.REFUSED
        assert not made.set_utc(minute, 0, chips.now())
    assert not made.known


def test_a_jump_needs_more_who_say_so():
    chips.fresh()
    module = chips.driver("wall")
    made, hub, f = wall()
    made.set_utc(MAY, 0, chips.now())
    got = []
    for i in range(6):
        TIME.ms += 60000
        got.append(made.offer(MAY + 1 + i + 30, 0, chips.now()))
    assert got == [module.MORE] * 5 + [module.TAKEN], got
    assert hub.events[-1] == (E_CLOCK, 30, 0)
    made.set_utc(MAY, 0, chips.now())
    made.offer(MAY + 5, 0, chips.now())
    assert made.offer(MAY + 5, 0, chips.now()) == module.TAKEN, "not yet a jump"
    # A small one is taken by two, without an event.
    for _ in range(2):
        TIME.ms += 60000
        made.offer(made.minute + 1, 40, chips.now())
    assert len(hub.events) == 4


def packet(request, seconds, fraction=0, head=0x24, stratum=2, root=0):
    """An answer as a server makes it."""
    out = bytearray(48)
    out[0] = head
    out[1] = stratum
    out[5] = root
    out[24:32] = request[40:48]
    for i in range(4):
        out[40 + i] = (seconds >> (24 - 8 * i)) & 0xFF
    out[44] = fraction
    return bytes(out)


class Station:
    up = True

    def address(self, name):
        return name if name[0].isdigit() else ""


class Bench:
    def __init__(self, **how):
        chips.fresh()
        self.made, self.hub, self.f = wall()
        self.how = how
        self.wrong = {}  # server -> seconds
        self.start = TIME.ms
        for server in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
            self.serve(server)
        station = Station()
        self.ntp = chips.driver("ntp").Ntp(station, station, self.made, ("10.0.0.1", "10.0.0.2", "10.0.0.3"))

    def serve(self, server):
        def answer(request):
            seconds = NTP_MAY + (TIME.ms - self.start) // 1000 + self.wrong.get(server, 0)
            return [((server, 123), packet(request, seconds, **self.how))]

        Net.peers[(server, 123)] = answer

    def run(self, ms):
        chips.serve(self.ntp, ms)
        self.made.read(self.f, chips.now())
        return self.f[IN_WALL_MIN] - MAY if self.f[IN_WALL_STATE] == Q_GOOD else None


def test_time_from_the_network():
    bench = Bench()
    assert bench.run(62000) == 1
    assert bench.ntp.good == 2 and Net.open == 0, "two that agree, from different servers"
    assert [address[0] for _, address in Net.sent] == ["10.0.0.1", "10.0.0.2"]
    assert len(Net.sent[0][0]) == 48 and Net.sent[0][0][0] == 0x23
    bench.run(7200000)
    assert 4 <= bench.ntp.good <= 5, "once an hour from then on"


def test_a_liar_among_the_servers():
    bench = Bench()
    bench.wrong["10.0.0.2"] = 86400
    assert bench.run(605000) == 10


def test_answers_against_the_rules():
    for how in ({"head": 0xE4}, {"head": 0x23}, {"stratum": 0}, {"stratum": 16}, {"root": 9}):
        bench = Bench(**how)
        assert bench.run(600000) is None, how
        assert bench.ntp.refused > 0 and bench.ntp.good == 0 and Net.open == 0


def test_who_did_not_hear_the_question_is_not_believed():
    bench = Bench()
    real = Net.peers[("10.0.0.1", 123)]
    for server in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        Net.peers[(server, 123)] = lambda request: real(bytes(48))
    assert bench.run(600000) is None and bench.ntp.good == 0
    for server in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        Net.peers[(server, 123)] = lambda request: [(("10.9.9.9", 123), packet(request, NTP_MAY))]
    assert bench.run(600000) is None and bench.ntp.good == 0
    assert Net.open == 0


def test_silence_is_asked_less_and_less():
    bench = Bench()
    Net.peers.clear()
    bench.run(3600000)
    assert 8 <= len(Net.sent) <= 14, len(Net.sent)
    Net.unreachable = True
    bench.run(3600000)
    assert Net.open == 0


def test_a_server_that_wants_rest_has_it():
    bench = Bench(stratum=0)
    bench.run(3500000)
    assert len(Net.sent) == 1


def test_seconds_of_both_eras():
    ntp = chips.driver("ntp")
    for seconds in (NTP_MAY, NTP_MAY + 59, 0xFFFFFFFF, 0x80000000):
        since_2000 = seconds - 3155673600
        assert ntp.minute_of(seconds >> 16, seconds & 0xFFFF) == since_2000 // 60, seconds
        assert ntp.second_of(seconds >> 16, seconds & 0xFFFF) == since_2000 % 60
    for low in (0, 1, 44, 59, 65536, 123456789, 0x7FFFFFFF):
        since_2000 = low + (1 << 32) - 3155673600
        assert ntp.minute_of(low >> 16, low & 0xFFFF) == since_2000 // 60, low
        assert ntp.second_of(low >> 16, low & 0xFFFF) == since_2000 % 60


def test_reading_takes_no_heap():
    chips.fresh()
    made, _, f = wall()
    made.set_utc(14325180 - 1, 59, chips.now())
    made.f = f
    no_allocation(ticks, made, 40)


def ticks(made):
    now = (made._last + 10000) & 0x3FFFFFFF
    made.read(made.f, now)
