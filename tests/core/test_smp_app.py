"""The groups of a running controller, asked over a line."""

import gc
import sys

from smp_bench import READ, Client, Managed, Wire, cbor, framed, message, unframed
from support import INTERPRETER, ROOT, Skip, raises
from tandem.app import App
from tandem.control.param_table import N_PARAMS, P_AWAY_D, P_HP_FITTED, P_HP_MIN_OUTDOOR_C100, P_ROOM_TARGET_C100
from tandem.ports.frame import (
    CH_OUTDOOR,
    CH_ROOM,
    IN_CH,
    IN_QUALITY,
    IN_WALL_MIN,
    IN_WALL_STATE,
    N_CH,
    N_IN,
    N_OUT,
    Q_GOOD,
)
from tandem.ports.reasons import E_BOOT, E_PARAM_SET
from tandem.ports.series import SERIES_PRICE

SETTINGS = 3
USER = 84
NO_KEY = {"err": {"group": 3, "rc": 3}}


def _by_name():
    """Skip where the file of names is not beside the code."""
    for folder in sys.path:
        try:
            with open(folder + "/tandem/control/params.names"):
                return
        except OSError:
            pass
    raise Skip("no names here")


def _value(client, name):
    return client.read(SETTINGS, 0, {"name": name}).get("val")


def test_settings_by_number():
    client = Managed()
    assert _value(client, "p%d" % P_ROOM_TARGET_C100) == cbor(client.app.params.v[P_ROOM_TARGET_C100])
    assert client.write(SETTINGS, 0, {"name": "p%d" % P_ROOM_TARGET_C100, "val": cbor(2150)}) == {}
    assert client.app.params.v[P_ROOM_TARGET_C100] == 2150
    assert _value(client, "p%d" % P_ROOM_TARGET_C100) == cbor(2150)
    assert client.write(SETTINGS, 1, {"name": "p%d" % P_ROOM_TARGET_C100}) == {}
    assert client.app.params.v[P_ROOM_TARGET_C100] != 2150


def test_settings_by_name():
    _by_name()
    client = Managed()
    for name, pid in (("hp_fitted", P_HP_FITTED), ("room_target_c100", P_ROOM_TARGET_C100), ("away_d", P_AWAY_D)):
        assert _value(client, name) == cbor(client.app.params.v[pid])
        client.app.params.set(pid, client.app.params.v[pid] ^ 1)
        assert _value(client, name) == cbor(client.app.params.v[pid])
    with open(ROOT + "firmware/tandem/control/params.names") as file:
        last = file.read().split()[-1]
    assert _value(client, last) == cbor(client.app.params.v[N_PARAMS - 1])


def test_names_that_are_none():
    client = Managed()
    names = [
        "",
        "p",
        "p-1",
        "p%d" % N_PARAMS,
        "p99999999",
        "hp_fitte",
        "p_fitted",
        "HP_FITTED",
        "hp_fitted\n",
        "x" * 40,
    ]
    for name in names + [None, b"p1", N_PARAMS, -1, 1 << 31, [1], {}, "\u00b2", "p\u00b2", "p\u0663"]:
        for op in (client.read, client.write):
            assert op(SETTINGS, 0, {"name": name, "val": cbor(1)}) == NO_KEY, name
        assert client.write(SETTINGS, 1, {"name": name}) == NO_KEY
    assert client.read(SETTINGS, 0) == NO_KEY


def test_every_parameter_can_be_read():
    client = Managed()
    for pid in range(N_PARAMS):
        assert _value(client, "p%d" % pid) == cbor(client.app.params.v[pid])


def test_extremes_come_as_they_are():
    client = Managed()
    for pid in range(N_PARAMS):
        for value in client.app.params.bounds(pid):
            assert client.write(SETTINGS, 0, {"name": pid, "val": cbor(value)}) == {}
            assert client.app.params.v[pid] == value and _value(client, pid) == cbor(value)


def test_every_size_of_a_value():
    client = Managed()
    for value in (0, 23, 24, 255, 256, 65535):
        assert client.write(SETTINGS, 0, {"name": P_AWAY_D, "val": cbor(value)}) == {}
        assert _value(client, P_AWAY_D) == cbor(value)


def test_values_out_of_range_say_what_is_allowed():
    client = Managed()
    low, high = client.app.params.bounds(P_HP_MIN_OUTDOOR_C100)
    before = list(client.app.params.v)
    told = {"rc": 3, "rsn": "%d: %d..%d" % (P_HP_MIN_OUTDOOR_C100, low, high)}
    wrong = [cbor(v) for v in (low - 1, high + 1, 1 << 31, -1 << 31, True, None, "5", b"5", [1], {})]
    for data in wrong + [b"", b"\x18", cbor(1) + b"\x00", b"\xf9\x3c\x00", b"\x1b" + bytes(8), 5, "5", None]:
        assert client.write(SETTINGS, 0, {"name": P_HP_MIN_OUTDOOR_C100, "val": data}) == told, data
    assert list(client.app.params.v) == before and not client.app.params.dirty


def test_save_and_load():
    client = Managed()
    client.write(SETTINGS, 0, {"name": "p%d" % P_AWAY_D, "val": cbor(77)})
    assert client.write(SETTINGS, 2) == {}
    assert client.app.params.dirty
    assert client.write(SETTINGS, 3) == {}
    assert not client.app.params.dirty
    assert App(client.board).params.v[P_AWAY_D] == 77
    client.app.params.set(P_AWAY_D, 88, False)
    assert client.read(SETTINGS, 3) == {}
    assert client.app.params.v[P_AWAY_D] == 77
    client.app.params.set(P_AWAY_D, 99)
    client.board.full = True
    assert client.write(SETTINGS, 3) == {"err": {"group": 3, "rc": 1}}
    assert client.app.params.dirty


def test_a_resident_may_not_change_what_is_the_installers():
    client = Managed(installer=False)
    before = client.app.params.v[P_HP_FITTED]
    denied = {"err": {"group": 3, "rc": 6}}
    assert client.write(SETTINGS, 0, {"name": P_HP_FITTED, "val": cbor(1 - before)}) == denied
    assert client.write(SETTINGS, 1, {"name": P_HP_FITTED}) == denied
    assert client.write(USER, 4, {"p": {P_HP_FITTED: 1 - before}})["err"]["rc"] == 6
    assert client.app.params.v[P_HP_FITTED] == before
    assert client.write(SETTINGS, 0, {"name": P_AWAY_D, "val": cbor(1)}) == {}


def test_statistics():
    client = Managed()
    client.turn(30000)
    names = client.read(2, 1)["stat_list"]
    assert names == ["kernel", "smp", "control", "keeper"]
    got = {}
    for name in names:
        answer = client.read(2, 0, {"name": name})
        assert answer["name"] == name
        got[name] = answer["fields"]
    assert got["kernel"]["up_s"] == 30 and got["kernel"]["links"] == 0
    assert (got["kernel"]["heap_free"] > 0) == (INTERPRETER != "cpython")
    assert got["smp"]["requests"] == 3 and got["smp"]["errors"] == 0
    assert got["control"]["runs"] == client.app.scheduler.runs[0] > 0
    assert got["control"]["slips"] == client.app.scheduler.slips[0] > 0
    for name in ("", "Kernel", None, 5, b"kernel", ["kernel"]):
        assert client.read(2, 0, {"name": name}) == {"err": {"group": 2, "rc": 2}}
    assert client.write(2, 0, {"name": "kernel"}) == client.read(2, 2) == {"rc": 8}


def test_tasks():
    client = Managed()
    client.turn()
    client.turn(12000)
    tasks = client.read(0, 2)["tasks"]
    assert sorted(tasks) == ["control", "keeper"]
    control = tasks["control"]
    assert (control["tid"], control["state"], control["cswcnt"]) == (0, 0, 2)
    assert control["last_checkin"] == 0 and control["next_checkin"] == 8000


class Calendar:
    def __init__(self, row=None):
        self.row = row
        self.works = True

    def read(self, row):
        if self.row is None:
            return False
        row[:] = self.row
        return True

    def write(self, row):
        self.row = list(row)
        return self.works


def test_date_and_time():
    calendar = Calendar()
    client = Managed(calendar)
    assert client.read(0, 4) == {"err": {"group": 0, "rc": 4}}
    for text in ("2026-11-21T07:30:09", "2026-11-21T07:30:09Z", "2026-11-21T07:30:09.123456", "2026-11-21T07:30:09.1Z"):
        calendar.row = None
        assert client.write(0, 4, {"datetime": text}) == {}
        assert calendar.row == [2026, 11, 21, 7, 30, 9]
    assert client.read(0, 4) == {"datetime": "2026-11-21T07:30:09Z"}
    assert client.write(0, 4, {"datetime": "2028-02-29T23:59:59+00:00"}) == {}
    calendar.works = False
    assert client.write(0, 4, {"datetime": "2026-11-21T07:30:09"}) == {"err": {"group": 0, "rc": 5}}


def test_dates_that_are_none():
    calendar = Calendar()
    client = Managed(calendar)
    wrong = "2027-02-29T00:00:00 2026-13-01T00:00:00 2026-00-01T00:00:00 2026-04-31T00:00:00 2026-01-00T00:00:00 "
    wrong += "2026-01-01T24:00:00 2026-01-01T00:60:00 2026-01-01T00:00:60 1999-01-01T00:00:00 2100-01-01T00:00:00 "
    wrong += (
        "2026-01-01T00:00:0 2026-01-01T00:00:00x 2026-01-01T00:00:00+01:00 2026/01/01T00:00:00 2026-01-0aT00:00:00 "
    )
    for text in wrong.split() + ["", None, 5, b"2026-01-01T00:00:00", "2026-01-01 00:00:00", "2026-01-01T00:00:00.1.Z"]:
        assert client.write(0, 4, {"datetime": text}) == {"err": {"group": 0, "rc": 2}}, text
    assert calendar.row is None
    no_clock = Managed()
    assert no_clock.write(0, 4, {"datetime": "2026-01-01T00:00:00"}) == {"err": {"group": 0, "rc": 5}}
    assert no_clock.read(0, 4) == {"err": {"group": 0, "rc": 4}}


def test_files():
    client = Managed()
    data = bytes(i * 31 & 255 for i in range(1000))
    client.board.data["fr7"] = data
    assert client.read(8, 1, {"name": "fr7"}) == {"len": 1000}
    for name in ("fr7", "/fr7", "/data/fr7", "data/fr7"):
        got = b""
        while len(got) < 1000:
            answer = client.read(8, 0, {"name": name, "off": len(got)})
            assert answer["off"] == len(got) and ("len" in answer) == (not got)
            assert len(answer["data"]) > 190 or len(got) > 800
            got += answer["data"]
        assert got == data
    assert client.read(8, 0, {"name": "fr7", "off": 1000}) == {"off": 1000, "data": b""}
    assert client.read(8, 0, {"name": "fr7", "off": 1001}) == {"err": {"group": 8, "rc": 12}}
    for off in (-1, "0", None):
        assert client.read(8, 0, {"name": "fr7", "off": off}) == {"rc": 3}
    assert client.write(8, 4) == {}


def test_sums_of_files():
    client = Managed()
    client.board.data["a"] = b"123456789"
    client.board.data["empty"] = b""
    crc = {"type": "crc32", "len": 9, "output": 0xCBF43926}
    assert client.read(8, 2, {"name": "a", "type": "crc32"}) == crc
    sha = bytes(
        int("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"[i : i + 2], 16) for i in range(0, 64, 2)
    )
    assert client.read(8, 2, {"name": "a"}) == {"type": "sha256", "len": 9, "output": sha}
    part = client.read(8, 2, {"name": "a", "type": "crc32", "off": 1, "len": 3})
    assert (part["off"], part["len"]) == (1, 3)
    assert client.read(8, 2, {"name": "a", "type": "md5"}) == {"err": {"group": 8, "rc": 13}}
    assert client.read(8, 2, {"name": "empty"}) == {"err": {"group": 8, "rc": 16}}
    assert client.read(8, 2, {"name": "a", "len": -1}) == client.read(8, 2, {"name": "a", "type": b"md5"}) == {"rc": 3}
    assert sorted(client.read(8, 3)["types"]) == ["crc32", "sha256"]


def test_only_records_can_be_read_and_nothing_written():
    client = Managed()
    client.board.data["_key"] = client.board.data["key.pub"] = b"secret"
    for name in (
        "_key",
        "data/_key",
        "../main.py",
        "/main.py/x",
        "a/b",
        "",
        "/",
        "data/",
        "..",
        "A",
        "x" * 17,
        None,
        5,
        b"a",
    ):
        for command in (0, 1, 2):
            assert client.read(8, command, {"name": name, "off": 0}) == {"err": {"group": 8, "rc": 2}}, name
    assert client.read(8, 1, {"name": "none"}) == {"err": {"group": 8, "rc": 3}}
    before = dict(client.board.data)
    assert client.write(8, 0, {"name": "fr7", "off": 0, "len": 1, "data": b"x"}) == {"err": {"group": 8, "rc": 15}}
    assert client.board.data == before


def test_state_and_readings():
    client = Managed()
    client.board.seen = {
        IN_CH + CH_OUTDOOR: -500, IN_QUALITY + CH_OUTDOOR: Q_GOOD, IN_CH + CH_ROOM: 2010, IN_QUALITY + CH_ROOM: Q_GOOD,
    }  # fmt: skip
    client.turn(20000)
    state = client.read(USER, 0)
    o = client.app.outputs.f
    assert state["up_s"] == 20
    assert (state["plan"], state["plan_why"], state["hp"], state["bad"]) == (o[14], o[15], o[0], o[25])
    assert (state["target_c100"], state["soft_why"], state["alarms"]) == (o[49], o[35], o[24])
    got = client.read(USER, 1)
    assert got["v"] == list(client.app.inputs.f[IN_CH : IN_CH + N_CH]) and got["v"][CH_OUTDOOR] == -500
    assert got["q"][CH_ROOM] == Q_GOOD and got["q"][CH_OUTDOOR + 2] == 0
    assert got["wall_min"] is None
    client.board.seen[IN_WALL_STATE] = Q_GOOD
    client.board.seen[IN_WALL_MIN] = 14000000
    client.turn(20000)
    assert client.read(USER, 1)["wall_min"] == 14000000


def test_frames_at_their_widest():
    client = Managed()
    client.turn()
    for f in (client.app.inputs.f, client.app.outputs.f):
        for i in range(len(f)):
            f[i] = -(1 << 30) + i
    for which, size in ((0, N_IN), (1, N_OUT)):
        got = []
        while len(got) < size:
            answer = client.read(USER, 2, {"f": which, "from": len(got)})
            assert answer["n"] == size
            got += answer["v"]
        assert got == [-(1 << 30) + i for i in range(size)]
    for i in range(N_CH):
        client.app.inputs.f[IN_QUALITY + i] = Q_GOOD
    assert len(client.read(USER, 1)["v"]) == N_CH
    assert client.read(USER, 0)["plan"] < 0
    for body in (
        {"f": 2},
        {"f": -1},
        {"f": "1"},
        {"from": N_IN},
        {"from": -1},
        {"f": 1, "from": N_OUT},
        {"from": None},
    ):
        assert client.read(USER, 2, body) == {"rc": 3}


def _events(client, number=None):
    """([rows], lost) of all from a number on."""
    rows, lost = [], 0
    while True:
        answer = client.read(USER, 3, {} if number is None else {"from": number})
        lost += answer["lost"]
        if not answer["ev"]:
            return rows, lost
        rows += answer["ev"]
        number = answer["next"]


def test_events():
    client = Managed()
    rows, lost = _events(client)
    assert lost == 0 and rows[0][1] == E_BOOT
    number = client.app.events.total
    client.app.params.set(P_AWAY_D, 5)
    assert _events(client, number) == ([[0, E_PARAM_SET, P_AWAY_D, 5]], 0)
    for _ in range(40):
        client.app.events.post(1, (1 << 30) - 1, -(1 << 30))
    rows, lost = _events(client, number)
    assert lost == 9 and len(rows) == 32 and rows[-1][2:] == [(1 << 30) - 1, -(1 << 30)]
    answer = client.read(USER, 3, {"from": client.app.events.total + 5})  # from before a restart
    assert answer["lost"] == -1 and answer["ev"]
    for number in (-5, 1 << 31, "x", None):
        assert "ev" in client.read(USER, 3, {"from": number})


def test_wishes_all_or_none():
    client = Managed()
    assert client.write(USER, 4, {"p": {"p%d" % P_AWAY_D: 9, P_ROOM_TARGET_C100: 1900}}) == {}
    v = client.app.params.v
    assert (v[P_AWAY_D], v[P_ROOM_TARGET_C100]) == (9, 1900)
    for wishes, rc in (
        ({P_AWAY_D: 1, "nobody": 1}, 5),
        ({P_AWAY_D: 1, P_ROOM_TARGET_C100: 1}, 3),
        ({P_AWAY_D: b""}, 3),
    ):
        assert client.write(USER, 4, {"p": wishes})["rc"] == rc
    for body in ({}, {"p": 1}, {"p": [1]}, {"p": {P_AWAY_D: 1}, "keep": 1}):
        assert client.write(USER, 4, body) == {"rc": 3}
    assert (v[P_AWAY_D], v[P_ROOM_TARGET_C100]) == (9, 1900)
    assert client.write(USER, 4, {"p": {P_AWAY_D: 3}, "keep": False}) == {}
    client.write(SETTINGS, 3)
    assert v[P_AWAY_D] == 3 and App(client.board).params.v[P_AWAY_D] == 9


def test_series():
    client = Managed()
    series = client.app.inputs.series
    assert client.write(USER, 5, {"kind": SERIES_PRICE, "first": 900000, "v": [300, -20, 32767]}) == {}
    assert [series.get(SERIES_PRICE, 900000 + i) for i in range(4)] == [300, -20, 32767, -32768]
    good = {"kind": 0, "first": 5, "v": [1]}
    for key, values in (
        ("kind", (-1, 3, "0", None)),
        ("first", (-1, 1 << 25, "1")),
        ("v", (1, [1, 32768], ["1"], [-32768])),
    ):
        for value in values:
            body = dict(good)
            body[key] = value
            assert client.write(USER, 5, body) == {"rc": 3}, body
    assert series.get(SERIES_PRICE, 900000) == 300


def test_a_later_module_adds_commands():
    class More:
        group = USER

        def handle(self, write, command, request, reply):
            reply.pair("command", command)
            return 0

    client = Managed()
    client.link.groups.append(More())
    assert client.read(USER, 40) == {"command": 40}
    assert "plan" in client.read(USER, 0)


class Recorder:
    def __init__(self):
        self.flushed = 0

    def tick(self, inputs, outputs):
        pass

    def flush(self):
        self.flushed += 1


def test_reset_stores_first():
    client = Managed()
    recorder = Recorder()
    client.app.tap(recorder)
    client.write(SETTINGS, 0, {"name": P_AWAY_D, "val": cbor(123)})
    assert client.write(0, 5) == {}
    assert client.board.resets == []
    client.turn(300)
    assert client.board.resets == [-1] and recorder.flushed == 1
    assert App(client.board).params.v[P_AWAY_D] == 123


def test_code_that_nobody_asks_for_is_given_back():
    client = Managed()
    name = "tandem.links.smp.service"
    sys.modules.pop(name, None)
    client.turn(10000)
    assert name not in sys.modules
    client.read(USER, 0)
    client.turn(60000)
    assert name in sys.modules
    client.turn(10000)
    assert name not in sys.modules
    client.turn(100000)
    assert "plan" in client.read(USER, 0)
    assert name in sys.modules


def test_two_links_may_both_give_it_back():
    client = Managed()
    other = Client(wire=Wire(), link=None)
    other.link = client.app.smp(other.wire)
    client.read(USER, 0)
    other.wire.give(framed(message(READ, USER, 0, {})))
    client.turn(1000)
    assert unframed(other.wire.sent)
    client.turn(100000)
    client.turn(10000)
    assert "tandem.links.smp.service" not in sys.modules
    assert client.app.scheduler.failures[0] == 0
    assert "plan" in client.read(USER, 0)


def test_a_service_that_is_used_stays():
    client = Managed()
    for _ in range(20):
        client.read(USER, 0)
        client.turn(10000)
    assert "tandem.links.smp.service" in sys.modules


class Tape(Wire):
    """Plays the same bytes again and again, and takes no heap itself."""

    at = 0

    def read(self, buf):
        n = min(len(buf), len(self.waiting) - self.at)
        for i in range(n):
            buf[i] = self.waiting[self.at + i]
        self.at += n
        return n

    def write(self, data):
        pass


def test_a_request_leaves_little_garbage():
    if INTERPRETER != "unix64":
        raise Skip("on wasm base64 is written in Python")
    client = Managed()
    client.board.data["fr0"] = bytes(1024)
    client.turn()
    tape = Tape()
    client.link.stream = client.link.lines.stream = tape
    for group, command, body in (
        (0, 2, {}), (2, 0, {"name": "kernel"}), (3, 0, {"name": "shift_c100"}), (8, 0, {"name": "fr0", "off": 0}),
        (84, 0, {}), (84, 1, {}), (84, 2, {}), (84, 3, {}),
    ):  # fmt: skip
        tape.waiting = framed(message(READ, group, command, body))
        for _ in range(2):
            tape.at = 0
            gc.collect()
            gc.disable()
            before = gc.mem_alloc()
            while tape.at < len(tape.waiting):
                client.link.poll(0)
            used = gc.mem_alloc() - before
            gc.enable()
        assert 0 < used < 4000, (group, command, used)


def test_bounds():
    params = Managed().app.params
    low, high = params.bounds(P_ROOM_TARGET_C100)
    assert params.check(P_ROOM_TARGET_C100, low) == params.check(P_ROOM_TARGET_C100, high) == 0
    assert params.check(P_ROOM_TARGET_C100, low - 1) and params.check(P_ROOM_TARGET_C100, high + 1)
    raises(TypeError, params.bounds, "x")
