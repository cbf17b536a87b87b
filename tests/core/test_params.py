"""Parameters: refusals, temporary and stored values, old and damaged stored layers."""

import struct

from tandem.control import param_table
from tandem.kernel.params import F_INSTALLER, F_RESTART, REFUSED_ID, REFUSED_RANGE, REFUSED_TYPE, Params
from tandem.ports.reasons import E_PARAM_DEFAULT, E_PARAM_GROUP, E_PARAM_SET

LOWEST = -32768
HIGHEST = 65535


class Log:
    def __init__(self):
        self.rows = []

    def post(self, code, a=0, b=0):
        self.rows.append((code, a, b))


def table(*rows):
    return b"".join([struct.pack("<hhHBB", *row) for row in rows])


def small(events=None, groups=b"\x01\x03"):
    """Four parameters in two groups."""
    rows = table((10, 0, 100, 0, 0), (-5, -9, 0, 0, F_INSTALLER), (7, 0, 9, 1, F_RESTART), (0, LOWEST, HIGHEST, 1, 3))
    return Params(rows, groups, events)


def entry(pid, version, value):
    return struct.pack("<HBi", pid, version, value)


def test_starts_at_the_defaults():
    params = small()
    assert list(params.v) == [10, -5, 7, 0]
    assert params.n == 4
    assert params.dump() == b"\x01"
    assert not params.dirty
    assert params.group(1) == 0 and params.group(2) == 1
    assert params.flags(0) == 0 and params.flags(1) == F_INSTALLER and params.flags(3) == F_INSTALLER | F_RESTART


def test_set_takes_effect_at_once():
    log = Log()
    params = small(log)
    assert params.set(0, 55) == 0
    assert params.v[0] == 55
    assert params.seq == 1
    assert params.dirty
    assert log.rows == [(E_PARAM_SET, 0, 55)]
    assert params.set(3, HIGHEST) == 0
    assert params.set(3, LOWEST) == 0
    assert params.v[3] == LOWEST


def test_refusals_change_nothing():
    log = Log()
    params = small(log)
    for pid in (-1, 4, 1 << 40, None, "0", 0.0, True):
        assert params.set(pid, 1) == REFUSED_ID
        assert params.reset(pid) == REFUSED_ID
    for value in (-1, 101, 1 << 40, -(1 << 40)):
        assert params.set(0, value) == REFUSED_RANGE
    for value in (True, False, 1.0, "1", b"1", None, [1]):
        assert params.set(0, value) == REFUSED_TYPE
    assert list(params.v) == [10, -5, 7, 0]
    assert params.seq == 0 and not params.dirty and log.rows == []


def test_same_value_again_is_no_change():
    log = Log()
    params = small(log)
    params.set(0, 20)
    params.dirty = False
    assert params.set(0, 20) == 0
    assert params.seq == 1 and not params.dirty and len(log.rows) == 1


def test_temporary_change_is_not_stored():
    params = small()
    params.set(0, 20)
    params.dirty = False
    before = params.dump()
    assert params.set(0, 30, keep=False) == 0
    assert params.v[0] == 30 and params.seq == 2
    assert not params.dirty and params.dump() == before
    assert params.reset(0, keep=False) == 0
    assert params.v[0] == 20


def test_keeping_a_temporary_value_stores_it():
    params = small()
    params.set(0, 30, keep=False)
    assert params.set(0, 30) == 0
    assert params.dirty and params.seq == 2
    other = small()
    other.load(params.dump())
    assert other.v[0] == 30


def test_reset_goes_back_to_the_default():
    params = small()
    params.set(0, 30)
    params.dirty = False
    assert params.reset(0) == 0
    assert params.v[0] == 10 and params.dirty and params.dump() == b"\x01"


def test_dump_is_sparse_and_comes_back():
    log = Log()
    params = small()
    params.set(1, -9)
    params.set(3, LOWEST)
    data = params.dump()
    assert len(data) == 1 + 2 * 7
    other = small(log)
    other.set(0, 99)  # gone with the load
    log.rows.clear()
    seq = other.seq
    other.load(data)
    assert list(other.v) == [10, -9, 7, LOWEST]
    assert other.seq != seq and not other.dirty and log.rows == []
    assert other.dump() == data


def test_no_dump_means_defaults():
    for nothing in (None, b""):
        params = small()
        params.set(0, 50)
        params.load(nothing)
        assert list(params.v) == [10, -5, 7, 0] and not params.dirty


def test_value_out_of_range_becomes_the_default():
    log = Log()
    params = small(log)
    params.load(b"\x01" + entry(0, 1, 101) + entry(1, 1, -2) + entry(2, 3, -1))
    assert list(params.v) == [10, -2, 7, 0]
    assert log.rows == [(E_PARAM_DEFAULT, 0, 101), (E_PARAM_DEFAULT, 2, -1)]
    assert params.dump() == b"\x01" + entry(1, 1, -2)


def test_group_of_another_version_is_dropped_alone():
    log = Log()
    params = small(log)
    params.load(b"\x01" + entry(0, 2, 50) + entry(1, 2, -2) + entry(2, 3, 8))
    assert list(params.v) == [10, -5, 8, 0]
    assert log.rows == [(E_PARAM_GROUP, 0, 2)]


def test_settings_survive_an_update_that_is_rolled_back():
    old = small()
    old.set(0, 50)
    old.set(2, 8)
    new = small(groups=b"\x02\x03")  # the update gave group 0 another meaning
    new.load(old.dump())
    assert list(new.v) == [10, -5, 8, 0]
    new.set(0, 60)
    new.set(2, 9)
    back = small()
    back.load(new.dump())
    assert list(back.v) == [50, -5, 9, 0]


def test_unknown_ids_are_carried_along():
    log = Log()
    params = small(log)
    strange = entry(900, 7, 123)
    params.load(b"\x01" + strange + entry(0, 1, 50))
    assert params.v[0] == 50 and log.rows == []
    assert params.dump() == b"\x01" + entry(0, 1, 50) + strange
    params.drop_carried()
    assert params.dirty and params.dump() == b"\x01" + entry(0, 1, 50)


def test_what_is_carried_is_bounded():
    params = small()
    params.load(b"\x01" + entry(900, 7, 123) * 500)
    assert len(params.dump()) == 1 + 40 * 7


def test_unknown_format_means_defaults():
    log = Log()
    params = small(log)
    params.load(b"\x02" + entry(0, 1, 50))
    assert list(params.v) == [10, -5, 7, 0]
    assert log.rows == [(E_PARAM_GROUP, -1, 2)]


def test_no_content_raises():
    """Every cut and every single flipped bit of a dump loads, and leaves only allowed values."""
    params = small()
    params.set(0, 50)
    params.set(3, -77)
    data = params.dump()
    for size in range(len(data)):
        params.load(data[:size])
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << (bit % 8)
        params.load(bytes(damaged))
        v = params.v
        assert 0 <= v[0] <= 100 and -9 <= v[1] <= -1 and 0 <= v[2] <= 9 and LOWEST <= v[3] <= HIGHEST


def test_seq_wraps():
    params = small()
    params.seq = 0x3FFFFFFF
    params.set(0, 11)
    assert params.seq == 0


def test_real_table():
    params = Params(param_table.TABLE, param_table.GROUPS)
    assert params.n == param_table.N_PARAMS
    assert params.v[param_table.P_ROOM_TARGET_C100] == 2000
    assert params.flags(param_table.P_ROOM_TARGET_C100) == 0
    for pid in range(params.n):
        assert params.group(pid) < len(param_table.GROUPS)
        assert params.set(pid, params.v[pid]) == 0
    assert params.seq == 0
