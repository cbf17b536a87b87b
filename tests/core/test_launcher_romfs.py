"""The file system over an image: what is in it can be read and imported, and nothing else can be done."""

import io
import sys

from launcher.romfs import Romfs
from launcher_bench import DATA, data
from support import Skip, raises

try:
    import vfs
except ImportError:
    vfs = None

PADDED = 32


def mounted(payload=None):
    return Romfs(io.BytesIO(bytes(PADDED) + (payload or data("payload.romfs")) + b"behind it"), PADDED)


def sizes():
    """[(path, size)] of what is in there."""
    rows = data("files.txt").decode().split()
    return [(rows[i], int(rows[i + 1])) for i in range(0, len(rows), 2)]


def listed(fs, path):
    return sorted(fs.ilistdir(path))


def test_every_file_has_its_size_and_content():
    fs = mounted()
    for path, size in sizes():
        mode, _, _, _, _, _, length, _, _, _ = fs.stat("/" + path)
        assert (mode, length) == (0x8000, size), path
        assert len(fs.open(path, "rb").read()) == size
    assert fs.open("/long.bin", "rb").read() == bytes(range(256)) * 2 + b"end"
    assert fs.open("/deep/er/leaf.txt", "rb").read() == b"leaf"


def test_folders():
    fs = mounted()
    for path in ("/", "", "/deep", "deep/er", "/deep/er/"):
        assert fs.stat(path)[0] == 0x4000, path
    assert listed(fs, "/deep") == [("er", 0x4000, 0, 0)]
    assert listed(fs, "/deep/er") == [("leaf.txt", 0x8000, 0, 4)]
    assert [row[0] for row in listed(fs, "/")] == ["deep", "empty.bin", "greeting.mpy", "inner", "long.bin"]


def test_what_is_not_there():
    fs = mounted()
    for path in ("/nothing", "/deep/nothing", "/long.bin/x", "/deep/er/leaf.txt/", "lon", "long.bin2", "/deep/er/leaf"):
        if path != "/deep/er/leaf.txt/":
            assert raises(OSError, fs.stat, path).args[0] == 2
            assert raises(OSError, fs.open, path, "rb").args[0] == 2
    assert raises(OSError, fs.open, "/deep", "rb").args[0] == 2
    assert raises(OSError, list, fs.ilistdir("/long.bin")).args[0] == 2


def test_nothing_can_be_changed():
    fs = mounted()
    for mode in ("wb", "ab", "r+b", "w"):
        assert raises(OSError, fs.open, "/long.bin", mode).args[0] == 30
    assert raises(OSError, fs.open, "/long.bin", "r").args[0] == 22
    assert raises(OSError, fs.chdir, "/deep").args[0] == 30
    assert fs.statvfs("/")[3] == 0


def test_positions():
    file = mounted().open("long.bin", "rb")
    whole = bytes(range(256)) * 2 + b"end"
    assert (file.read(3), file.tell()) == (whole[:3], 3)
    assert file.seek(500) == 500 and file.read(100) == whole[500:]
    assert file.read(1) == b"" and file.readinto(bytearray(4)) == 0
    assert file.seek(-3, 2) == 512 and file.read() == b"end"
    assert file.seek(10) == 10 and file.seek(5, 1) == 15 and file.read(1) == whole[15:16]
    assert file.seek(-1000, 1) == 0 and file.seek(10000) == 515
    buf = bytearray(20)
    file.seek(505)
    assert file.readinto(buf) == 10 and bytes(buf) == whole[505:] + bytes(10)
    with file as same:
        assert same is file


def test_two_files_at_once():
    fs = mounted()
    one, other = fs.open("long.bin", "rb"), fs.open("deep/er/leaf.txt", "rb")
    assert [one.read(2), other.read(2), one.read(2), other.read(9)] == [b"\0\1", b"le", b"\2\3", b"af"]


def test_what_is_no_romfs_is_refused():
    assert raises(OSError, Romfs, io.BytesIO(b"\xd2\xcd\x30\x00"), 0).args[0] == 22
    assert raises(OSError, Romfs, io.BytesIO(b""), 0).args[0] == 22


def test_lengths_lead_nowhere_else():
    payload = data("payload.romfs")
    for at in range(4, len(payload)):
        for byte in (0, 0x7F, 0x80, 0xFF):
            fs = mounted(payload[:at] + bytes((byte,)) + payload[at + 1 :])
            try:
                for name, mode, _, _ in fs.ilistdir("/"):
                    if mode == 0x8000:
                        content = fs.open(name, "rb").read()
                        assert len(content) <= len(payload) and b"behind it" not in content
            except (OSError, UnicodeError, ValueError):
                pass  # it was verified before it is mounted; a clean error is all that is asked


def test_the_interpreters_own_romfs_sees_the_same():
    if vfs is None or not hasattr(vfs, "VfsRom"):
        raise Skip("there is none")
    ours, theirs = mounted(), vfs.VfsRom(data("payload.romfs"))
    for path, _ in sizes():
        with theirs.open(path, "rb") as file:
            assert file.read() == ours.open(path, "rb").read()
        assert theirs.stat("/" + path)[0] == ours.stat("/" + path)[0]
        assert theirs.stat("/" + path)[6] == ours.stat("/" + path)[6]
    for folder in ("/", "/deep", "/deep/er", "/inner"):
        rows = [(row[0], row[1], row[3] if row[1] == 0x8000 else 0) for row in theirs.ilistdir(folder)]
        assert sorted(rows) == [(row[0], row[1], row[3]) for row in listed(ours, folder)]


def test_modules_are_imported_from_it():
    if vfs is None:
        raise Skip("no file system can be mounted")
    vfs.mount(Romfs(open(DATA + "small.img", "rb"), 32), "/launched", readonly=True)
    sys.path.insert(0, "/launched")
    try:
        import greeting

        assert greeting.TEXT == "hello 42"
        assert greeting.__file__ == "/launched/greeting.mpy"
        assert raises(ImportError, __import__, "inner.nothing")
        with open("/launched/deep/er/leaf.txt", "rb") as file:
            assert file.read() == b"leaf"
    finally:
        del sys.path[0]
        vfs.umount("/launched")
        for name in ("greeting", "inner", "inner.number"):
            sys.modules.pop(name, None)
