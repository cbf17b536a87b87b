"""Stored records: framing, two copies, failing files."""

import os

from support import raises
from tandem.kernel import record
from tandem.kernel.files import Files
from tandem.kernel.store import Store
from tandem.ports.reasons import E_STORE_BAD, E_STORE_FAILED


class Log:
    def __init__(self):
        self.rows = []

    def post(self, code, a=0, b=0):
        self.rows.append((code, a, b))


class FakeFiles:
    """In memory; ``broken`` makes every call raise, ``torn`` makes a write leave half of the data and raise."""

    def __init__(self):
        self.data = {}
        self.broken = False
        self.torn = False

    def read(self, name):
        if self.broken:
            raise OSError(5, "injected")
        return self.data.get(name)

    def write(self, name, data):
        if self.broken:
            raise OSError(5, "injected")
        if self.torn:
            self.data[name] = bytes(data)[: len(data) // 2]
            raise OSError(28, "injected")
        self.data[name] = bytes(data)


def decoded(data):
    found = record.decode(data)
    return None if found is None else (found[0], bytes(found[1]))


def test_record_comes_back():
    for sequence in (0, 1, 0x3FFFFFFF):
        for payload in (b"", b"\x00", b"hello", bytes(range(256)) * 3):
            data = record.encode(sequence, payload)
            assert len(data) == len(payload) + record.OVERHEAD
            assert decoded(bytes(data)) == (sequence, payload)
    assert record.OVERHEAD + record.SMALL == 128


def test_record_layout_is_fixed():
    """A stored record must be readable by every later firmware."""
    assert bytes(record.encode(5, b"hello")) == (b"TD\x01\x00\x05\x00\x00\x00\x05\x00\x00\x00hello\xa9\xec\xce\x14")


def test_damaged_record_is_none():
    data = bytes(record.encode(7, b"some payload"))
    for size in range(len(data)):
        assert record.decode(data[:size]) is None
    assert record.decode(data + b"\x00") is None
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << (bit % 8)
        assert record.decode(damaged) is None
    assert record.decode(b"") is None
    assert record.decode(bytes(64)) is None


def test_newer_wraps():
    assert record.newer(1, 0) and not record.newer(0, 1) and not record.newer(4, 4)
    assert record.newer(0, 0x3FFFFFFF) and not record.newer(0x3FFFFFFF, 0)


def test_nothing_stored():
    log = Log()
    store = Store(FakeFiles(), log)
    assert store.load("par") is None
    assert log.rows == [] and store.bad == 0


def test_copies_are_written_in_turn():
    files = FakeFiles()
    store = Store(files)
    for i in range(5):
        assert store.save("par", b"value %d" % i)
        assert store.load("par") == b"value %d" % i
        assert Store(files).load("par") == b"value %d" % i
    assert sorted(files.data) == ["par.0", "par.1"]
    assert decoded(files.data["par.0"]) == (4, b"value 4")
    assert decoded(files.data["par.1"]) == (3, b"value 3")


def test_a_new_store_goes_on_where_the_last_one_stopped():
    files = FakeFiles()
    for i in range(4):
        assert Store(files).save("par", b"%d" % i)
    assert decoded(files.data["par.1"]) == (3, b"3")
    assert decoded(files.data["par.0"]) == (2, b"2")


def test_damaged_newest_copy_gives_the_older_one():
    log = Log()
    files = FakeFiles()
    store = Store(files)
    store.save("par", b"old")
    store.save("par", b"new")
    files.data["par.1"] = files.data["par.1"][:-1]
    store = Store(files, log)
    assert store.load("par") == b"old"
    assert log.rows == [(E_STORE_BAD, 1, 0)] and store.bad == 1
    # The damaged copy is the one written next, the whole one stays.
    assert store.save("par", b"newer")
    assert decoded(files.data["par.0"]) == (0, b"old")
    assert Store(files).load("par") == b"newer"


def test_both_copies_damaged():
    log = Log()
    files = FakeFiles()
    files.data = {"par.0": b"junk", "par.1": b""}
    store = Store(files, log)
    assert store.load("par") is None
    assert log.rows == [(E_STORE_BAD, 0, 0), (E_STORE_BAD, 1, 0)]
    assert store.save("par", b"fresh") and store.load("par") == b"fresh"


def test_copy_in_the_wrong_place_is_bad():
    """Otherwise the next save would overwrite the newest whole copy."""
    log = Log()
    files = FakeFiles()
    files.data["par.1"] = bytes(record.encode(6, b"astray"))
    files.data["par.0"] = bytes(record.encode(4, b"right"))
    assert Store(files, log).load("par") == b"right"
    assert log.rows == [(E_STORE_BAD, 1, 0)]


def test_sequence_wraps():
    files = FakeFiles()
    files.data["par.1"] = bytes(record.encode(0x3FFFFFFF, b"last"))
    files.data["par.0"] = bytes(record.encode(0x3FFFFFFE, b"before"))
    store = Store(files)
    assert store.load("par") == b"last"
    assert store.save("par", b"first again")
    assert decoded(files.data["par.0"]) == (0, b"first again")
    assert Store(files).load("par") == b"first again"


def test_failing_write_is_reported_and_harmless():
    log = Log()
    files = FakeFiles()
    store = Store(files, log)
    store.save("par", b"old")
    for _ in range(3):
        files.torn = True
        assert store.save("par", b"new, which does not make it") is False
        files.torn = False
        assert Store(files).load("par") == b"old"
    assert store.failed == 3
    assert log.rows == [(E_STORE_FAILED, 28, 0)] * 3
    assert store.save("par", b"new") and Store(files).load("par") == b"new"


def test_unreadable_files_do_not_raise():
    log = Log()
    files = FakeFiles()
    files.broken = True
    store = Store(files, log)
    assert store.load("par") is None
    assert log.rows == [(E_STORE_BAD, 0, 5), (E_STORE_BAD, 1, 5)]
    assert store.save("other", b"x") is False


def test_names_do_not_mix():
    store = Store(FakeFiles())
    store.save("a", b"1")
    store.save("b", b"2")
    store.save("a", b"3")
    assert store.load("a") == b"3" and store.load("b") == b"2" and store.load("c") is None


def test_error_without_a_number():
    class Odd(FakeFiles):
        def write(self, name, data):
            raise OSError

    log = Log()
    assert Store(Odd(), log).save("par", b"x") is False
    assert log.rows == [(E_STORE_FAILED, 0, 0)]


def test_files_in_a_folder():
    folder = "tandem_test_files"
    _remove(folder)
    files = Files(folder)
    try:
        assert files.read("a") is None
        files.write("a", b"one")
        files.write("a", bytearray(b"two, longer"))
        files.write("b", memoryview(b"xyz")[1:])
        assert files.read("a") == b"two, longer" and files.read("b") == b"yz"
        assert sorted(os.listdir(folder)) == ["a", "b"]
        assert Files(folder).read("a") == b"two, longer"
        store = Store(files)
        assert store.save("par", b"kept") and Store(Files(folder)).load("par") == b"kept"
        os.mkdir(folder + "/sub")
        raises(OSError, files.read, "sub")  # there is something, but it cannot be read
        os.rmdir(folder + "/sub")
    finally:
        _remove(folder)
    raises(OSError, files.write, "a", b"x")  # the folder is gone
    assert files.read("a") is None
    assert Store(files).save("par", b"x") is False


def _remove(folder):
    try:
        for name in os.listdir(folder):
            os.remove(folder + "/" + name)
        os.rmdir(folder)
    except OSError:
        pass
