"""What outlives a restart: size, round trip, no credit for time away, records that cannot be used."""

from tandem.control.controller import Controller
from tandem.control.heatpump import RING, HeatPump
from tandem.control.snapshot import dump, load
from tandem.kernel.record import SMALL


def machine(starts, day_starts=0, day_s=0):
    """A heat pump with starts at these times, oldest first."""
    hp = HeatPump()
    hp.running = False
    for t in starts:
        hp.ask(t)
        hp.unask(t - 1)
    hp.day_starts = day_starts
    hp.day_s = day_s
    return hp


def restored(hp, now_s):
    other = HeatPump()
    assert load((other,), dump((hp,), now_s))
    return other


def test_the_protective_record_is_small():
    assert len(dump((machine(range(100, 1000, 100), 0x7FFF),), 946000000)) <= SMALL
    assert len(Controller().dump()) <= SMALL


def test_starts_keep_their_age():
    hp = machine((100, 1000, 2000, 3000))
    for now_s in (3000, 3500, 4601):
        other = restored(hp, now_s)
        for span in (1, 500, 1600, 2600, 3600, 7200):
            assert other.starts_within(0, span) == hp.starts_within(now_s, span)
    assert restored(hp, 3500).starts_within(100, 3600) == hp.starts_within(3600, 3600) == 4
    assert restored(hp, 3500).starts_within(200, 3600) == hp.starts_within(3700, 3600) == 3


def test_a_full_ring_goes_on_in_order():
    for n in range(1, 2 * RING + 1):
        # One more start in both, and both count the same.
        starts = [100 * (i + 1) for i in range(n)]
        hp = machine(starts)
        other = restored(hp, starts[-1])
        other.running = False
        hp.ask(starts[-1] + 100)
        other.ask(100)
        for span in range(50, 1600, 100):
            assert other.starts_within(100, span) == hp.starts_within(starts[-1] + 100, span)


def test_the_days_budget_goes_on():
    hp = machine((80000, 86000), 17, 50000)
    other = restored(hp, 90000)
    assert other.day_starts == 17
    assert other.day_s == -40000
    assert other.total_starts == 2


def test_a_restart_counts_as_a_stop_and_unknown_as_running():
    other = restored(machine((100, 200)), 300)
    assert other.stop_s == 0
    assert other.running and not other.waiting


def test_time_without_power_is_no_time():
    hp = machine((1000, 2000, 3000))
    data = dump((hp,), 3100)
    for _ in range(5):  # however often the power fails
        other = HeatPump()
        load((other,), data)
        assert other.starts_within(0, 3600) == 3
        data = dump((other,), 0)


def test_ages_of_thirty_years():
    hp = machine((100, 945000000), 3, 945900000)
    other = restored(hp, 946000000)
    assert other.starts_within(0, 3600) == 0
    assert other.day_s == -100000
    again = restored(other, 1000)
    assert again.starts_within(0, 3600) == 0


def test_a_record_that_cannot_be_used_is_ignored():
    good = dump((machine((100, 200), 5),), 300)
    for bad in (
        b"",
        b"\x00",
        good[:-1],
        good + b"\x00",
        bytes([good[0] + 1]) + good[1:],
        bytes([good[0], 7]) + good[2:],
    ):
        hp = HeatPump()
        assert not load((hp,), bad)
        assert hp.total_starts == 0 and hp.day_starts == 0
        assert hp.starts_within(0, 3600) == 0


def test_strange_ages_are_bounded():
    size = len(dump((HeatPump(),), 0))
    good = dump((HeatPump(),), 0)
    for fill in (0x00, 0x7F, 0x80, 0xFF):
        data = good[:4] + bytes([fill]) * (size - 4)
        hp = HeatPump()
        assert load((hp,), data)
        for t in hp.starts:
            assert -100000 <= t <= 0
        assert -100000 <= hp.day_s <= 0
        assert 0 <= hp.total_starts < 1 << 30
        dump((hp,), 946000000)


def test_habits_round_trip():
    one = Controller()
    one.demand.started = True
    one.demand.damped = -1234567
    one.demand.day = 654321
    one.demand.integral = -333333
    one.dispatch.trim = 250
    two = Controller()
    assert two.load(None, one.dump_habits()) == 2
    assert two.dump_habits() == one.dump_habits()
    assert (two.demand.damped, two.demand.day, two.demand.integral) == (-1234567, 654321, -333333)
    assert two.demand.started and two.dispatch.trim == 250


def test_strange_habits_are_bounded():
    size = len(Controller().dump_habits())
    head = Controller().dump_habits()[:4]
    for fill in (0x7F, 0x80, 0xFF):
        controller = Controller()
        assert controller.load(None, head + bytes([fill]) * (size - 4)) == 2
        for value in (controller.demand.damped, controller.demand.day):
            assert -6144000 <= value <= 6144000
        assert -54000000 <= controller.demand.integral <= 54000000
        assert -800 <= controller.dispatch.trim <= 800


def test_load_says_what_it_used():
    one = Controller()
    assert Controller().load(None, None) == 0
    assert Controller().load(one.dump(), None) == 1
    assert Controller().load(one.dump(), one.dump_habits()) == 3
    assert Controller().load(one.dump_habits(), one.dump()) == 0
    assert Controller().load(b"", b"") == 0
    habits = one.dump_habits()
    other = Controller()
    assert other.load(None, bytes([habits[0] + 1]) + habits[1:]) == 0
    assert not other.demand.started
