"""The session with a boiler: its schedule, what goes first, silence, unknown ids, words that end in EEPROM."""

from ot_bench import FRAME_MS, Boiler, Line, frame, plain_words, run
from support import no_allocation
from tandem.links.opentherm.cells import GOOD, INVALID, NEVER, U_FLOW, U_STATUS, UNKNOWN, Cells
from tandem.links.opentherm.frame import READ_DATA, WRITE_DATA, Message
from tandem.links.opentherm.master import CH_ENABLE, DHW_ENABLE, Master


class Bench:
    def __init__(self, words=None, delay_ms=60):
        self.line = Line()
        self.master = Master(self.line.a, Cells())
        self.boiler = Boiler(self.line.b, words, delay_ms)
        self.end_ms = 0

    def run(self, ms):
        self.end_ms += ms
        run([self.line], [self.master], [self.boiler], self.end_ms)

    def asked(self, since_ms=0):
        return [(at, kind, word) for when, kind, at, word in self.boiler.heard if when >= since_ms]

    def writes(self, of):
        return [word for _, kind, at, word in self.boiler.heard if at == of and kind == WRITE_DATA]


def test_one_conversation_a_second_and_never_too_close():
    for delay_ms in (20, 60, 400, 790):
        bench = Bench(delay_ms=delay_ms)
        bench.run(120000)
        sent = [when for when, from_a, _ in bench.line.sent if from_a]
        replies = [when + FRAME_MS for when, from_a, _ in bench.line.sent if not from_a]
        assert len(sent) >= 105
        for k in range(1, len(sent)):
            assert sent[k] - sent[k - 1] <= 1150, (delay_ms, k)
            before = [end for end in replies if end <= sent[k]]
            assert sent[k] - before[-1] >= 100
        assert bench.master.alive and bench.master.silent == 0 and bench.master.bad == 0


def test_what_must_be_said_and_asked_comes_round():
    bench = Bench()
    bench.run(60000)
    ids = [at for at, _, _ in bench.asked(40000)]
    for at, least in ((0, 4), (1, 4), (25, 4)):
        assert ids.count(at) >= least, at
    ids = [at for at, _, _ in bench.asked()]
    for at in (3, 125, 127, 15, 48, 49, 17, 14, 28, 18):
        assert at in ids, at
    kinds = {at: kind for at, kind, _ in bench.asked()}
    assert kinds[0] == READ_DATA and kinds[1] == WRITE_DATA and kinds[14] == WRITE_DATA


def test_a_wish_goes_first():
    bench = Bench()
    bench.run(30500)
    bench.master.flags = CH_ENABLE | DHW_ENABLE
    bench.master.set_word = 0x2D00
    bench.run(700)
    assert bench.boiler.ch and bench.boiler.set_word == 0x2D00
    assert [row[0] for row in bench.asked(30500)] == [0, 1]


def test_a_question_without_answer_is_repeated_twice():
    bench = Bench()
    bench.run(20000)
    bench.line.harm = lambda now, from_a, sent: None if from_a else sent
    bench.run(8000)
    sent = [data for when, from_a, data in bench.line.sent if from_a and when >= 20000]
    assert sent[0] == sent[1] == sent[2] != sent[3]


def test_silence_is_noticed_and_the_way_back():
    bench = Bench()
    bench.run(60000)
    cells = bench.master.cells
    assert cells.state(25) == GOOD and bench.master.steady.known(U_FLOW)
    bench.boiler.silent = True
    bench.run(12000)
    assert not bench.master.alive and cells.state(25) == NEVER and not bench.master.steady.known(U_FLOW)
    bench.run(60000)
    sent = [when for when, from_a, _ in bench.line.sent if from_a]
    for k in range(1, len(sent)):
        assert sent[k] - sent[k - 1] <= 1200, "the line is never left alone"
    bench.boiler.silent = False
    bench.run(20000)
    assert bench.master.alive and cells.state(25) == GOOD and bench.master.steady.known(U_FLOW)


def test_what_is_unknown_three_times_is_not_asked_again():
    words = plain_words()
    del words[28]
    bench = Bench(words)
    bench.run(1800000)
    ids = [at for at, _, _ in bench.asked()]
    assert ids.count(28) == 3 and bench.master.cells.state(28) == UNKNOWN
    bench.boiler.silent = True
    bench.run(15000)
    bench.boiler.silent = False
    bench.boiler.words[28] = 0x1E00
    bench.run(60000)
    assert bench.master.cells.state(28) == GOOD, "another boiler may know it"


def test_no_value_just_now_is_another_thing():
    bench = Bench()
    bench.boiler.invalid = [28]
    bench.run(600000)
    assert bench.master.cells.state(28) == INVALID
    bench.boiler.invalid = []
    bench.run(60000)
    assert bench.master.cells.state(28) == GOOD


def test_eeprom_is_written_on_change_only_and_ten_times_a_day():
    bench = Bench()
    bench.run(120000)
    bench.master.write(56, 0x3700)
    bench.run(600000)
    assert bench.writes(56) == []
    del bench.boiler.heard[:]
    for i in range(30):
        bench.master.write(56, 0x3000 + 256 * (i % 2))
        bench.run(60000)
    assert len(bench.writes(56)) == 10
    bench.run(23 * 3600000)
    del bench.boiler.heard[:]
    bench.run(1800000)
    assert bench.writes(56) == [0x3100], "the next day the last wish counts"


def test_frames_with_a_wrong_parity_or_of_another_id_are_no_answers():
    bench = Bench()
    bench.run(20000)

    def harm(now, from_a, sent):
        return sent if from_a else bytes([sent[0] ^ 0x80, sent[1], sent[2], sent[3]])

    bench.line.harm = harm
    bench.run(15000)
    assert not bench.master.alive and bench.master.bad > 5
    bench.line.harm = lambda now, from_a, sent: sent if from_a else frame(4, sent[1] ^ 1, 0)
    bench.run(15000)
    assert not bench.master.alive


def test_one_wrong_frame_changes_nothing_that_is_used():
    bench = Bench()
    bench.run(60000)
    wrong = [True]

    def harm(now, from_a, sent):
        if not from_a and sent[1] == 25 and wrong[0]:
            wrong[0] = False
            return frame(4, 25, 0x6300)
        return sent

    bench.line.harm = harm
    for _ in range(200):
        bench.run(100)
        assert bench.master.steady.number(U_FLOW) == 0x2300
    assert not wrong[0]


def test_flags_are_believed_when_two_of_three_say_so():
    bench = Bench()
    bench.run(20000)
    bench.boiler.words[0] = 0x0A
    bench.run(9000)
    assert bench.master.steady.flags(U_STATUS) & 0xFF == 0x0A


def test_a_fault_is_looked_into():
    bench = Bench()
    bench.run(60000)
    since = bench.end_ms
    bench.boiler.words[0] = 1
    bench.boiler.words[5] = 0x0417
    bench.run(40000)
    assert 5 in [at for at, _, _ in bench.asked(since)] and bench.master.cells.word[5] == 0x0417


def test_others_questions_do_not_starve_ours():
    bench = Bench()
    bench.run(60000)
    rq = Message()
    rq.kind = READ_DATA
    since = bench.end_ms
    for i in range(400):
        rq.id = 100 + i % 20
        bench.master.ask(rq)
        bench.run(100)
    seen = [at for at, _, _ in bench.asked(since)]
    for at in (0, 1, 25):
        assert seen.count(at) >= 4, at
    assert len([at for at in seen if 100 <= at < 120]) > 40


def test_the_newest_question_goes_first_and_none_of_the_same_id_after_it():
    bench = Bench(words=dict(list(plain_words().items()) + [(at, 0) for at in range(100, 110)]))
    bench.run(60000)
    bench.boiler.silent = True
    bench.run(300)
    rq = Message()
    rq.kind = WRITE_DATA
    for at, word in ((100, 1), (101, 2), (102, 3), (103, 4), (104, 5), (101, 6), (103, 7), (104, 8), (105, 9)):
        rq.id, rq.value = at, word
        bench.master.ask(rq)
    assert bench.master.waiting() == 4
    bench.boiler.silent = False
    since = bench.end_ms
    bench.run(8000)
    told = [(at, word) for at, _, word in bench.asked(since) if at >= 100]
    assert told == [(105, 9), (104, 8), (103, 7), (101, 6)], told


def test_a_question_after_a_lost_one_is_answered_in_time():
    """A thermostat asks once a second; what it does not wait for any more must not hold up what it waits for."""
    bench = Bench()
    bench.run(60000)
    since = bench.end_ms
    lost = [1]

    def harm(now, from_a, sent):
        if from_a and sent[1] == 100 and lost[0]:
            lost[0] -= 1
            return None
        return sent

    bench.line.harm = harm
    rq, reply = Message(), Message()
    late = 0
    for i in range(8):
        rq.id = 100 + i
        bench.master.ask(rq)
        bench.run(700)
        late += not bench.master.answered(rq, reply)
        bench.run(250)
    assert lost[0] == 0 and late == 1, late
    assert [at for at, _, _ in bench.asked(since) if at >= 100] == [101, 102, 103, 104, 105, 106, 107]


def test_it_takes_no_heap():
    bench = Bench()
    bench.run(60000)
    no_allocation(quick, Quick(bench.master), 20)


class Quick:
    """A line whose far end has always just answered, with nothing made on the way."""

    def __init__(self, master):
        self.master = master
        self.now = 70000
        self.sent = bytearray(4)
        self.there = False
        master.port = self

    def send(self, data):
        for i in range(4):
            self.sent[i] = data[i]
        self.sent[0] ^= 0x40 | 0x80
        self.there = True
        return True

    def take(self, data):
        if not self.there:
            return False
        self.there = False
        for i in range(4):
            data[i] = self.sent[i]
        return True

    def next_due_ms(self, now):
        return 0


def quick(q):
    for _ in range(20):
        q.now += 110
        q.master.poll(q.now)
        q.master.next_due_ms(q.now)
