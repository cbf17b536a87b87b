"""The ledger of interventions: order, bounds, power cuts at every write; and what an intervention's record says."""

from array import array

from limits_bench import LimitsBench
from support import no_allocation
from tandem.control.param_table import P_DIM_USE, P_HP_STOP_S, P_LPC_USE, P_SG_SENDER
from tandem.intervention import Interventions
from tandem.kernel.ledger import (
    N_FILES,
    PER_BLOCK,
    SIZE,
    VERDICT_ABOVE,
    VERDICT_MET,
    VERDICT_OPEN,
    VERDICT_UNKNOWN,
    Ledger,
)
from tandem.kernel.store import Store
from tandem.ports.frame import CH_DIM, CH_HP_POWER, CH_HP_RUN
from tandem.ports.limits import LIMIT_NONE, LIMIT_SET, SRC_EMERGENCY, SRC_FUSE, SRC_GRID, SRC_MANAGER
from tandem.ports.reasons import E_LIMIT_RECORD, R_DIM, R_EMERGENCY, R_GRID


class FakeFiles:
    """In memory. left: so many writes still happen, the rest does not; None: all do."""

    def __init__(self):
        self.data = {}
        self.left = None

    def read(self, name):
        return self.data.get(name)

    def write(self, name, data):
        if self.left is not None:
            if not self.left:
                raise OSError(5, "cut")
            self.left -= 1
        self.data[name] = bytes(data)


class Events:
    def __init__(self):
        self.rows = []

    def post(self, code, a=0, b=0):
        self.rows.append((code, a, b))


def row(i):
    return (i, 1000 + i, 60, 4200, 770, 4100, 0, R_DIM, VERDICT_MET)


def opened(files, **how):
    return Ledger(Store(files), None, **how)


def seen(ledger):
    return [r[0] for r in ledger.rows()]


def test_records_come_back_in_order_and_whole():
    files = FakeFiles()
    ledger = opened(files)
    assert seen(ledger) == []
    extreme = (0x3FFFFFFF, 946000000, 1 << 28, 100000, 22000, 60000, 86400, 76, 3)
    for r in (row(1), row(2), extreme):
        assert ledger.append(*r)
    for book in (ledger, opened(files)):
        assert list(book.rows()) == [row(1) + (0,), row(2) + (0,), extreme + (0,)]


def test_the_newest_can_be_written_anew():
    files = FakeFiles()
    ledger = opened(files)
    for i in range(3):
        ledger.append(*row(i))
    ledger.replace(*row(99))
    assert seen(opened(files)) == [0, 1, 99]
    ledger.append(*row(3))
    assert seen(opened(files)) == [0, 1, 99, 3]


def test_it_is_bounded_and_drops_the_oldest():
    files = FakeFiles()
    ledger = opened(files, n_files=3, per_block=4)
    for i in range(50):
        ledger.append(*row(i))
        got = seen(ledger)
        assert got == list(range(i + 1))[-len(got) :]
        assert len(got) == i + 1 or len(got) >= 8
        assert seen(opened(files, n_files=3, per_block=4)) == got
    assert len(files.data) == 3 + 2


def test_a_thousand_records_fit():
    assert (N_FILES - 1) * PER_BLOCK >= 1000
    files = FakeFiles()
    ledger = opened(files)
    n = N_FILES * PER_BLOCK + 30
    for i in range(n):
        ledger.append(*row(i))
    got = seen(opened(files))
    assert len(got) >= 1000 and got == list(range(n))[-len(got) :]
    assert max(len(data) for data in files.data.values()) <= 2048
    assert SIZE == 32


def test_it_goes_on_after_a_restart_at_any_time():
    files = FakeFiles()
    for i in range(30):
        assert opened(files, n_files=4, per_block=3).append(*row(i))
    got = seen(opened(files, n_files=4, per_block=3))
    assert len(got) >= 9 and got == list(range(30))[-len(got) :]


def test_a_power_cut_at_every_write_loses_at_most_the_record_being_written():
    for cut in range(40):
        files = FakeFiles()
        files.left = cut
        ledger = opened(files, n_files=4, per_block=3)
        done = 0
        while files.left:
            if ledger.append(*row(done)):
                done += 1
        files.left = None
        again = opened(files, n_files=4, per_block=3)
        got = seen(again)
        assert got == list(range(done))[-len(got) :] and len(got) >= min(done, 9), (cut, done, got)
        assert again.append(*row(done))
        assert seen(opened(files, n_files=4, per_block=3))[-2:] == [done - 1, done][-1 - (done > 0) :]


def test_what_could_not_be_saved_is_saved_with_the_next():
    files = FakeFiles()
    ledger = opened(files)
    ledger.append(*row(0))
    files.left = 0
    assert not ledger.append(*row(1))
    assert ledger.failed == 1
    files.left = None
    ledger.append(*row(2))
    assert seen(opened(files)) == [0, 1, 2]


def test_a_damaged_file_loses_its_block_alone():
    files = FakeFiles()
    ledger = opened(files, n_files=4, per_block=3)
    for i in range(11):
        ledger.append(*row(i))
    data = bytearray(files.data["led1"])
    data[20] ^= 4
    files.data["led1"] = bytes(data)
    assert seen(opened(files, n_files=4, per_block=3)) == [0, 1, 2, 6, 7, 8, 9, 10]


def test_a_damaged_newest_copy_costs_one_record():
    files = FakeFiles()
    ledger = opened(files)
    for i in range(5):
        ledger.append(*row(i))
    newest = "led.0"  # five saves: sequences 0..4
    files.data[newest] = files.data[newest][:-1]
    again = opened(files)
    assert seen(again) == [0, 1, 2, 3]
    again.append(*row(9))
    assert seen(opened(files)) == [0, 1, 2, 3, 9]


def test_a_block_that_fell_behind_its_ring_is_not_taken_up():
    files = FakeFiles()
    ledger = opened(files, n_files=4, per_block=3)
    for i in range(3):
        ledger.append(*row(i))
    old = dict(files.data)
    for i in range(3, 9):
        ledger.append(*row(i))
    for copy in ("led.0", "led.1"):
        files.data[copy] = old[copy]
    again = opened(files, n_files=4, per_block=3)
    assert seen(again) == [0, 1, 2, 3, 4, 5]
    again.append(*row(20))
    assert seen(again) == [0, 1, 2, 3, 4, 5, 20]


class Bench(LimitsBench):
    """An installation with a grid operator's limit and a power meter, ticking by 10 s."""

    def __init__(self, settings=(), measured=True):
        super().__init__(settings)
        self.files = FakeFiles()
        self.ledger = Ledger(Store(self.files))
        self.events = Events()
        self.tap = Interventions(self.ledger, self.e, self.p, self.events)
        self.o = array("i", [0])
        self.power(0, measured)
        self.clock(600)

    def power(self, watts, measured=True):
        self.put(CH_HP_RUN, 1 if watts else 0)
        if measured:
            self.put(CH_HP_POWER, watts)

    def tick(self, seconds):
        super().tick(seconds)
        self.tap.tick(self.f, self.o)

    def newest(self):
        rows = list(self.ledger.rows())
        return rows[-1] if rows else None


def story(watts, seconds, limit=0, settings=((P_HP_STOP_S, 60),), measured=True):
    """A limit of 30 minutes; the machine draws ``watts`` for ``seconds`` after it came. The record."""
    bench = Bench(settings, measured)
    bench.power(1500, measured)
    bench.walk(600)
    bench.slot(SRC_GRID, LIMIT_SET, limit)
    bench.step(10)
    bench.power(watts, measured)
    bench.walk(seconds)
    bench.power(0, measured)
    bench.walk(1800 - seconds)
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step(10)
    assert bench.events.rows[-1] == (E_LIMIT_RECORD, bench.newest()[6], bench.newest()[5])
    return bench.newest()


def test_a_limit_that_is_met():
    wall, up, duration, target, floor, highest, above, source, verdict, _ = story(1500, 110)
    assert (wall % 1440, up, duration, target, floor) == (600, 1610, 1810, 0, 770)
    assert (highest, above, source, verdict) == (0, 0, R_GRID, VERDICT_MET)


def test_the_reaction_time_and_the_stop_delay_are_given():
    assert story(1500, 110)[8] == VERDICT_MET
    assert story(1500, 130)[8] == VERDICT_ABOVE
    assert story(1500, 240, 0, ((P_HP_STOP_S, 300),))[8] == VERDICT_MET


def test_a_limit_that_is_not_met():
    for seconds, least, most in ((240, 120, 180), (600, 480, 540)):
        r = story(1500, seconds)
        assert r[5] == 1500 and least <= r[6] <= most and r[8] == VERDICT_ABOVE


def test_under_the_limit_the_highest_minute_is_told():
    r = story(900, 1800, 1000)
    assert r[3:] == (1000, 770, 900, 0, R_GRID, VERDICT_MET, 0)
    assert story(1001, 1800, 1000)[8] == VERDICT_ABOVE


def test_standby_is_exempt():
    assert story(150, 1800)[5:7] == (150, 0)
    assert story(151, 1800)[8] == VERDICT_ABOVE


def test_means_of_a_minute_are_judged():
    bench = Bench(((P_HP_STOP_S, 0),))
    bench.slot(SRC_GRID, LIMIT_SET, 1000)
    bench.step(10)
    for _ in range(60):
        bench.power(1400)
        bench.walk(20)
        bench.power(800)
        bench.walk(40)
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step(10)
    r = bench.newest()
    assert r[8] == VERDICT_MET and 990 <= r[5] <= 1000


def test_without_a_meter_a_running_machine_is_unknown_and_a_stopped_one_is_not():
    assert story(1500, 0, measured=False)[8] == VERDICT_MET
    assert story(1500, 900, measured=False)[8] == VERDICT_UNKNOWN


def test_a_reduction_has_its_reaction_time_too():
    bench = Bench(((P_HP_STOP_S, 60),))
    bench.slot(SRC_GRID, LIMIT_SET, 2000)
    bench.power(1500)
    bench.walk(600)
    bench.slot(SRC_GRID, LIMIT_SET, 500)
    bench.walk(110)
    bench.power(400)
    bench.walk(600)
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step(10)
    r = bench.newest()
    assert (r[3], r[5], r[6], r[8]) == (500, 1500, 0, VERDICT_MET)
    assert len(list(bench.ledger.rows())) == 1


def test_each_source_is_its_own_record_and_others_are_none():
    bench = Bench(((P_DIM_USE, 1),))
    bench.slot(SRC_FUSE, LIMIT_SET, 500)
    bench.slot(SRC_MANAGER, LIMIT_SET, 500)
    bench.walk(100)
    assert bench.newest() is None
    bench.put(CH_DIM, 1)
    bench.walk(300)
    bench.slot(SRC_EMERGENCY, LIMIT_SET, 0)
    bench.walk(300)
    bench.slot(SRC_EMERGENCY, LIMIT_NONE)
    bench.walk(300)
    bench.put(CH_DIM, 0)
    bench.walk(300)
    rows = list(bench.ledger.rows())
    assert [(r[7], r[3], r[2]) for r in rows] == [(R_DIM, 4200, 300), (R_EMERGENCY, 0, 300), (R_DIM, 4200, 300)]


def test_a_message_of_par_14a_is_recorded_with_what_it_must_leave():
    bench = Bench(((P_DIM_USE, 2),))
    bench.slot(SRC_GRID, LIMIT_SET, 0)
    bench.walk(600)
    bench.slot(SRC_GRID, LIMIT_NONE)
    bench.step(10)
    rows = list(bench.ledger.rows())
    assert [(r[7], r[3]) for r in rows] == [(R_DIM, 4200)]


def test_an_intervention_that_a_power_cut_ends_is_there_as_open():
    bench = Bench()
    bench.slot(SRC_GRID, LIMIT_SET, 0)
    bench.walk(100)
    assert list(Ledger(Store(bench.files)).rows())[-1][7:9] == (R_GRID, VERDICT_OPEN)


def test_an_unknown_clock_is_zero():
    bench = Bench()
    bench.clock(None)
    bench.slot(SRC_GRID, LIMIT_SET, 0)
    bench.step(10)
    assert bench.newest()[0] == 0


def _step(bench):
    bench.tick(10)


def test_no_allocation_while_one_lasts():
    bench = Bench()
    bench.now_s = 946000000
    bench.slot(SRC_GRID, LIMIT_SET, 0)
    bench.power(20000)
    bench.step(10)
    no_allocation(_step, bench, 20)


class Board:
    """A board on which nothing happens."""

    stopwatch = None
    links = ()
    max_wait_ms = 1000

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = FakeFiles()

    def now(self):
        return 0

    def read(self, frame):
        pass

    def write(self, frame):
        pass

    def feed(self):
        pass


def test_it_is_there_where_a_legal_source_is_set_up():
    from tandem.app import REC_PARAMS, App

    for settings, want in (
        ((), False),
        (((P_SG_SENDER, 1),), False),
        (((P_SG_SENDER, 2),), True),
        (((P_LPC_USE, 1),), True),
        (((P_DIM_USE, 1),), True),
        (((P_DIM_USE, 2),), True),
    ):
        board = Board()
        params = LimitsBench(settings).params
        Store(board.files).save(REC_PARAMS, params.dump())
        app = App(board)
        assert (len(app.control.taps) == 1) == want
        app.loop.turn()
    app = App(Board())
    app.record_interventions()  # a link that brings a grid operator's limits
    assert len(app.control.taps) == 1
    app.record_interventions()
    assert len(app.control.taps) == 1
