"""SMP's header, errors and dispatch, and the group os as the launcher has it."""

from launcher.smp import ERR_DENIED, ERR_NOT_SUPPORTED
from smp_bench import READ, V1, V2, WRITE, Client, framed, message
from support import no_allocation


class Group:
    """Notes what it is asked; answers with ``rc``, or raises it."""

    def __init__(self, group, rc=0, only=None):
        self.group = group
        self.rc = rc
        self.only = only  # the command it knows
        self.asked = []

    def handle(self, write, command, request, reply):
        if self.only is not None and command != self.only:
            return ERR_NOT_SUPPORTED
        self.asked.append((write, command, request))
        if not isinstance(self.rc, int):
            raise self.rc
        reply.pair("me", self.only or 0)
        if self.rc:
            reply.why = "because"
        return self.rc


def test_echo():
    for text in ("", "hello", "x" * 230, "\u00fc"):
        assert Client().write(0, 0, {"d": text}) == {"r": text}


def test_echo_of_something_else():
    for body in ({}, {"d": 1}, {"d": b"x"}, {"d": None}):
        assert Client().write(0, 0, body) == {"rc": 3}


def test_parameters_of_the_line():
    assert Client().read(0, 6) == {"buf_size": 256, "buf_count": 1}


def test_an_empty_message_is_an_empty_map():
    (answer,) = Client().raw(framed(message(READ, 0, 6, b"")))
    assert b"buf_size" in answer


def test_info():
    about = "Tandem,house,1.2.3,abc,today,m,p,board,MicroPython"
    client = Client(about=about)
    assert client.read(0, 7) == {"output": "Tandem"}
    assert client.read(0, 7, {"format": "ivn"}) == {"output": "house abc board"}
    assert client.read(0, 7, {"format": "a"}) == {"output": " ".join(about.split(","))}
    assert client.read(0, 7, {"format": "sx"}) == {"err": {"group": 0, "rc": 2}}
    assert client.read(0, 7, {"format": 5}) == {"rc": 3}
    assert Client().read(0, 7, {"format": "sn"}) == {"output": "Tandem"}


def test_bootloader():
    assert Client().read(0, 8) == {"bootloader": "Tandem"}
    assert Client().read(0, 8, {"query": "mode"}) == {"err": {"group": 0, "rc": 3}}


class Restart:
    def __init__(self):
        self.times = 0

    def restart(self):
        self.times += 1


def test_reset_comes_after_the_answer():
    restart = Restart()
    client = Client(restart=restart)
    client.now = (1 << 30) - 100  # about to wrap
    assert client.write(0, 5) == {}
    assert 0 < client.link.next_due_ms(client.now) <= 250
    client.turn(90)
    assert restart.times == 0
    client.now = 100
    client.turn(49)
    assert restart.times == 0
    client.turn(1)
    client.turn(500)
    assert restart.times == 1
    assert client.link.next_due_ms(client.now) > 10000


def test_no_reset_without_a_way_to():
    assert Client().write(0, 5) == {"rc": 8}
    restart = Restart()
    client = Client(restart=restart)
    assert client.write(0, 5, {"boot_mode": 1}) == {"rc": 8}
    assert client.read(0, 5) == {"rc": 8}
    client.turn(1000)
    assert restart.times == 0


def test_what_nobody_knows():
    client = Client()
    for op, group, command in ((READ, 0, 0), (WRITE, 0, 6), (READ, 0, 99), (READ, 1, 0), (WRITE, 65535, 255)):
        assert client.ask(op, group, command, {}) == {"rc": 8}
        assert client.ask(op, group, command, {}, V1) == {"rc": 8}
    assert client.link.errors == client.link.requests == 10


def test_a_group_is_asked():
    group = Group(300)
    assert Client([Group(64), group]).write(300, 9, {"a": [1, b"x"]}) == {"me": 0}
    assert group.asked == [(True, 9, {"a": [1, b"x"]})]


def test_errors_of_both_versions():
    client = Client([Group(64, ERR_DENIED), Group(65, ERR_DENIED | 5 << 8)])
    for version in (V1, V2):
        assert client.ask(READ, 64, 0, {}, version) == {"rc": 11, "rsn": "because"}
    assert client.ask(READ, 65, 0, {}, V2) == {"err": {"group": 65, "rc": 5}}
    assert client.ask(READ, 65, 0, {}, V1) == {"rc": 11, "rsn": "because"}


def test_exceptions_are_errors():
    client = Client([Group(64, ValueError()), Group(65, MemoryError())])
    assert client.read(64, 0) == {"rc": 1}
    assert client.read(65, 0) == {"rc": 2}
    assert client.read(0, 6)["buf_size"] == 256


def test_several_objects_of_one_group():
    first = Group(64, only=1)
    everything = Group(-1, only=2)
    client = Client([first, everything])
    client.link.groups.append(Group(64, only=3))  # by a module that came later
    assert [client.read(64, command).get("me") for command in range(5)] == [None, 1, 2, 3, None]
    assert client.read(99, 2) == {"me": 2} and client.link.asked == 99
    assert len(first.asked) == 1


def test_an_answer_that_does_not_fit():
    class Large:
        group = 64

        def handle(self, write, command, request, reply):
            reply.pair("d", bytes(300))
            return 0

    assert Client([Large()]).read(64, 0) == {"rc": 7}


def test_wrong_bodies():
    group = Group(64)
    client = Client([group])
    for body in (b"\x80", b"\x01", b"\xa1", b"\xa0\x00", b"\xff", b"\xf6", b"\xa1\x61\x61\xfb" + bytes(8)):
        assert client.ask(READ, 64, 0, body) == {"rc": 3}
    assert not group.asked


def test_wrong_length():
    client = Client()
    for change in (1, -1):
        request = bytearray(message(WRITE, 0, 0, {"d": "x"}))
        request[3] += change
        (answer,) = client.raw(framed(request))
        assert answer[8:] == b"\xa1\x62rc\x09"


def test_newer_versions_are_told_so():
    (answer,) = Client().raw(framed(message(READ, 0, 6, {}, 7, 16)))
    assert answer[0] == READ + 1 | V2 and answer[8:] == b"\xa1\x62rc\x0d"


def test_only_requests_are_answered():
    client = Client()
    for op in (1, 3, 4, 5, 6, 7):
        assert client.raw(framed(message(op, 0, 6, {}))) == []
    for size in range(1, 8):
        assert client.raw(framed(message(READ, 0, 6, b"")[:size])) == []
    assert client.link.requests == 0 and client.link.lines.bad == 13
    assert client.read(0, 6)["buf_count"] == 1


def test_several_requests_at_once_and_noise_between():
    client = Client()
    ask = framed(message(WRITE, 0, 0, {"d": "x" * 100}))
    answers = client.raw(b"boot\r\n" + ask + b">>> \r\n" + ask + ask)
    assert len(answers) == 3 and len(set(answers)) == 1
    assert client.link.lines.strays == 2


def test_a_poll_takes_no_more_than_its_buffer():
    client = Client()
    client.wire.give(bytes(1000))
    client.link.poll(0)
    assert 900 <= len(client.wire.waiting) < 1000
    assert client.link.next_due_ms(0) == 0


class Idle(Client):
    def look(self, now):
        self.link.poll(now)
        self.link.next_due_ms(now)


def test_idle_takes_no_heap():
    client = Idle()
    client.wire.read = lambda buf: 0
    no_allocation(client.look, 5)
