"""tandem flash on virtual boards: an empty one, again, one that runs, and those that it must leave alone."""

import asyncio
import subprocess
import sys

import cbor2
import pytest
from smpclient import SMPClient
from smpclient.generics import success
from smpclient.requests.settings_management import ReadSetting, SaveSettings, WriteSetting
from smpclient.transport.serial import SMPSerialTransport

from host_sim import cli
from host_sim.virtual.vm import vm_words as w
from tests.device.virtual import MPREMOTE, VERSION, Still, key, make, mpremote, payload, until, winter_house
from tools.boards import schema
from tools.flash import health, session
from tools.flash import payload as flash_payload
from tools.flash.fits import Facts, refusal
from tools.smp_port import Port

SMPMGR = MPREMOTE.replace("mpremote", "smpmgr")
BLOCKS = 256


def flash(board, *words, name="virtual"):
    """The command in this process, with what was built once; its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flash_payload, "made", lambda chosen, *_: payload()._replace(board=chosen))
        return cli.main(["flash", "--port", str(board.port.link), "--board", name, "--key", str(key()), *words])


@pytest.fixture(scope="module")
def flashed(tmp_path_factory):
    """A board as it is after flashing."""
    with make(tmp_path_factory.mktemp("flash"), winter_house(20.0), blocks=BLOCKS) as board:
        yield board


def test_an_empty_board_is_flashed_and_reports(tmp_path):
    with make(tmp_path, winter_house(20.0), {}, BLOCKS) as board:
        command = [sys.executable, "-m", "host_sim.cli", "flash", "--port", str(board.port.link), "--board", "virtual"]
        command += ["--key", str(key()), "--version", VERSION]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "to copy: /key.pub, /main.py, /safe.bin, the launcher, the image, into slot 0" in done.stdout
        assert "answers: Tandem virtual 1.2.3+0 " in done.stdout and "good readings: outdoor, " in done.stdout
        until(lambda: board.house.ticks, "a tick")
        assert board.chip.resets == [w.POWER_ON, w.SOFT_RESET, w.HARD_RESET]


def test_clients_of_others_find_it(flashed):
    board = flashed
    said = subprocess.run([SMPMGR, "--port", board.port.link, "os", "echo", "hello"], capture_output=True, text=True)
    assert said.returncode == 0 and "hello" in said.stdout, said.stdout + said.stderr

    async def settings(change):
        async with SMPClient(SMPSerialTransport(), str(board.port.link), 5.0) as client:
            if change:
                value = cbor2.dumps(1950)
                assert success(await client.request(WriteSetting(name="room_target_c100", val=value)))
                assert success(await client.request(SaveSettings()))
            return cbor2.loads((await client.request(ReadSetting(name="room_target_c100"))).val)

    assert asyncio.run(settings(True)) == 1950
    starts = board.starts
    board.call(board.cut)
    board.call(board.power)
    until(lambda: board.starts > starts and board.ready, "the start")
    assert asyncio.run(settings(False)) == 1950


def test_a_board_gets_a_seed_of_its_own_once(flashed, capsys):
    def seed():
        with Port(str(flashed.port.link)) as link:
            return cbor2.loads(link.read(health.SETTINGS, 0, health.SEED)["val"])

    with Port(str(flashed.port.link)) as link:
        link.write(health.SETTINGS, 0, {**health.SEED, "val": cbor2.dumps(1)})
    assert flash(flashed) == 0
    drawn = seed()
    assert drawn > 1 and f"device_seed was set to {drawn}, drawn for this board" in capsys.readouterr().out
    assert flash(flashed) == 0
    assert seed() == drawn and "device_seed" not in capsys.readouterr().out


def test_again_copies_only_what_changed(flashed, capsys):
    board = flashed
    writes = board.chip.operations()[0]
    assert flash(board) == 0
    assert "to copy: nothing (0 bytes)" in capsys.readouterr().out
    assert flash(board, "--dry-run") == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert board.chip.operations()[0] - writes < 60, "records of the firmware, and no files"
    add = "f = open('/launcher/frost.mpy', 'a'); f.write('x'); f.close()"
    mpremote(board, "exec", add + "; open('/safe.bin', 'w').close()")
    assert flash(board) == 0
    assert "to copy: /safe.bin, the launcher (" in capsys.readouterr().out
    assert flash(board, "--slot", "other") == 0
    said = capsys.readouterr().out
    assert "to copy: the image, into slot 1" in said and "verified by the board: slot 1" in said
    # One bit of the signature is wrong: the image is there, and yet not.
    mpremote(board, "exec", "f = open('/image.1', 'r+b'); f.seek(-1, 2); f.write(b'!'); f.close()")
    assert flash(board) == 0
    assert "verified by the board: slot 0" in capsys.readouterr().out


def test_mpremote_breaks_in_copies_and_leaves_it_running(flashed, tmp_path):
    board = flashed
    until(lambda: board.ready, "the firmware")
    ticks = board.house.ticks
    (tmp_path / "note").write_text("x" * 3000)
    mpremote(board, "resume", "exec", "print(1)")
    assert not any(board.call(board.house.driven))
    assert 60.0 < board.call(board.chip.hungry_s) <= 120.0
    mpremote(board, "cp", str(tmp_path / "note"), ":/note", "+", "reset")
    until(lambda: board.house.ticks > ticks + 1, "ticks")
    assert "note" in mpremote(board, "ls", "+", "reset")


BOOT = """
import sys
about = ({name!r}, {version}, {machine!r}, {mpy})
class About:
    name, version, _machine, _mpy = about
class Fake:
    implementation = About
    modules = sys.modules
    print_exception = sys.print_exception
sys.modules["sys"] = Fake
"""
LINUX = "linux [GCC 14.2.1] version"
OTHERS = {
    "circuitpython": (("circuitpython", (9, 0, 0, ""), LINUX, 6), "needed is MicroPython"),
    "old": (("micropython", (1, 27, 0, ""), LINUX, 6), "MicroPython 1.27.0, needed is 1.28.0 or newer"),
    "bytecode": (("micropython", (1, 28, 0, ""), LINUX, 5), ".mpy files of version 5, and ours have 6"),
    "chip": (("micropython", (1, 28, 0, ""), "Generic ESP32S3 module with ESP32S3", 6), "the board is a ESP32S3"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_interpreter_or_chip_is_left_alone(tmp_path, capsys, name):
    about, words = OTHERS[name]
    boot = BOOT.format(**dict(zip(("name", "version", "machine", "mpy"), about)))
    with make(tmp_path, Still(), {"/boot.py": boot.encode(), "/main.py": b"import time\ntime.sleep(99)\n"}) as board:
        until(lambda: board.ready, "the interpreter")
        before = (tmp_path / "flash").read_bytes()
        assert flash(board) == 2
        said = capsys.readouterr().err
        assert words in said and said.endswith("nothing was changed\n") and said.count("\n") == 1
        assert (tmp_path / "flash").read_bytes() == before
        assert board.chip.resets[-1] == w.HARD_RESET, "what was stopped runs again"


def test_the_wrong_board_a_full_flash_and_no_board_are_left_alone(tmp_path, capsys):
    with make(tmp_path, Still(), {f"/filler{i}": bytes(50000) for i in range(8)}, 140) as board:
        until(lambda: board.ready, "the interpreter")
        before = (tmp_path / "flash").read_bytes()
        assert flash(board, name="esp32-devkit") == 2
        assert "esp32-devkit has a ESP32; nothing was changed" in capsys.readouterr().err
        assert flash(board) == 2
        assert "KB free, needed are" in capsys.readouterr().err
        assert (tmp_path / "flash").read_bytes() == before
    assert cli.main(["flash", "--port", str(tmp_path / "nothing"), "--board", "nowhere"]) == 2
    assert "unknown board" in capsys.readouterr().err


def test_a_small_flash_and_file_system_do_not_fit():
    good = Facts("micropython", (1, 28, 0), "x with ESP32", 6, 4 << 20, 2 << 20, 1 << 20, 100 << 10)
    board = schema.load("esp32-devkit")
    assert refusal(good, board, 6) is None
    assert refusal(good._replace(flash=0), board, 6) is None
    assert "2 MB of flash" in refusal(good._replace(flash=2 << 20), board, 6)
    assert "the file system has 256 KB" in refusal(good._replace(fs=256 << 10), board, 6)
    assert "is a ESP32S3" in refusal(good._replace(machine="Generic S3 module with ESP32S3"), board, 6)


def test_a_line_that_breaks_leaves_what_ran(flashed, capsys, monkeypatch):
    board = flashed
    count = [0]
    write = session.Session.write

    def breaks(self, path, data, told):
        def piece(n):
            count[0] += n
            if count[0] > 40000:
                raise session.SessionError("the line is gone")
            told(n)

        write(self, path, data, piece)

    monkeypatch.setattr(session.Session, "write", breaks)
    assert flash(board, "--slot", "other") == 1
    assert "the line is gone; what ran before goes on" in capsys.readouterr().err
    ticks = board.house.ticks
    until(lambda: board.house.ticks > ticks + 1, "ticks")
