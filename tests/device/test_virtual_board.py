"""The virtual board from outside: the tools that people use on real ones, resets, power cuts, hangs; and its house
against the simulator's own run."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
import serial

from host_sim import cli
from host_sim.board_files import MemoryFiles
from host_sim.run import Config, Simulation
from host_sim.virtual import prepare
from host_sim.virtual.house import House
from host_sim.virtual.vm import vm_words as w
from tandem.ports.frame import N_OUT, OUT_BOILER, OUT_HP
from tests.device.virtual import COMMAND, PATIENCE_S, Still, make, mpremote, until, winter_house

TICKS_A_DAY = 8640
FIRMWARE = Path(__file__).resolve().parents[2] / "firmware" / "tandem"


def test_a_winter_day_has_the_commands_of_the_simulators_own_run(tmp_path):
    house = winter_house()
    seen = []

    def watch(ms, frame):
        seen.append((ms, frame.tobytes()))
        if len(seen) == TICKS_A_DAY:
            board.stop()

    house.watchers.append(watch)
    board = make(tmp_path, house)
    board.run()
    files = MemoryFiles()
    files.data.update(house.records)
    own = Simulation(Config(start=datetime(2025, 1, 21), days=3), files=files)
    wanted = []

    class Tap:
        def tick(self, inputs, outputs):
            wanted.append((own.board.clock.now(), outputs.tobytes()))

    own.app.tap(Tap())
    own.advance_to(own.plant.start_s)
    assert len(seen) == TICKS_A_DAY
    for mine, its in zip(seen, wanted):
        assert mine == its
    hp = {frame[4 * OUT_HP] for _, frame in seen}
    boiler = {frame[4 * OUT_BOILER] for _, frame in seen}
    assert hp == boiler == {0, 1}, "a day on which nothing happens proves nothing"
    assert board.chip.resets == [w.POWER_ON]


def test_mpremote_works_unmodified(tmp_path):
    house = winter_house(20.0)
    content = random.Random(1).randbytes(5000)
    (tmp_path / "there").write_bytes(content)
    with make(tmp_path, house) as board:
        until(lambda: house.ticks > 1, "a tick")
        # It breaks into the firmware, which leaves the outputs at their fallback and a longer watchdog.
        assert mpremote(board, "resume", "exec", "print(6 * 7, board.__name__)").split() == ["42", "board"]
        assert board.call(lambda: list(house.commands())) == [0] * N_OUT
        assert 60.0 < board.call(board.chip.hungry_s) <= 120.0
        ticks = house.ticks
        mpremote(board, "cp", str(tmp_path / "there"), ":/there", "+", "cp", ":/there", str(tmp_path / "back"))
        assert (tmp_path / "back").read_bytes() == content
        assert "there" in mpremote(board, "ls") and "main.py" in mpremote(board, "ls")
        # Each connection above was a soft reset, without main.py, as mpremote wants it.
        assert set(board.chip.resets[1:]) == {w.SOFT_RESET} and house.ticks == ticks
        board.chip.resets.clear()
        mpremote(board, "reset")
        until(lambda: house.ticks > ticks + 1, "ticks after a reset")
        assert board.chip.resets[-1] == w.HARD_RESET
        assert "2" in mpremote(board, "resume", "exec", "import machine; print(machine.reset_cause())")
        mpremote(board, "soft-reset")
        pid = board.interpreter.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not (tmp_path / "port").is_symlink()


def test_a_terminal_program_sees_a_board(tmp_path):
    program = b"import machine\nprint('main', machine.reset_cause())\nn = 0\nwhile True:\n    n += 1\n"
    with make(tmp_path, Still(), {"/main.py": program, "/boot.py": b"print('boot')"}) as board:
        port = serial.Serial(str(board.port.link), 115200, timeout=PATIENCE_S)
        until(lambda: board.ready, "the interpreter")
        port.write(b"\x03")
        assert b"KeyboardInterrupt" in port.read_until(b">>> ")
        port.write(b"print(n > 0)\r")
        assert port.read_until(b">>> ").endswith(b"print(n > 0)\r\nTrue\r\n>>> ")
        port.write(b"\x05")
        port.read_until(b"=== ")
        port.write(b"for i in range(2):\rprint('x', i)\r".replace(b"\rp", b"\r    p") + b"\x04")
        assert b"x 0\r\nx 1\r\n" in port.read_until(b">>> ")
        port.write(b"\x04")
        text = port.read_until(b"main 5")
        assert b"soft reboot" in text and text.endswith(b"boot\r\nmain 5")
        for _ in range(20):  # at any moment, of any program
            port.write(b"\x03")
            port.read_until(b">>> ")
            port.write(b"while True: pass\r\r")
            port.read_until(b"... ")
        port.write(b"\x03")
        assert port.read_until(b">>> ").endswith(b">>> ")
        assert board.chip.resets == [w.POWER_ON, w.SOFT_RESET]
        port.close()


def test_ctrl_c_does_not_break_into_the_file_system(tmp_path):
    program = b"""
n = 0
while True:
    with open("/file", "w") as file:
        file.write(str(n) * 300)
    n += 1
"""
    with make(tmp_path, Still(), {"/main.py": program}) as board:
        port = serial.Serial(str(board.port.link), timeout=PATIENCE_S)
        until(lambda: board.ready, "the interpreter")
        chance = random.Random(3)
        for _ in range(30):
            time.sleep(chance.random() * 0.02)
            port.write(b"\x03")
            assert b"KeyboardInterrupt" in port.read_until(b">>> ")
            port.write(b"open('/more', 'w').write('y' * 600); exec(open('/main.py').read())\r")
            port.read_until(b"\n")
        assert board.chip.operations[w.FLASH_WRITE] > 100 and board.chip.resets == [w.POWER_ON]
        port.close()
    assert prepare.get(COMMAND, tmp_path / "flash", "/more") == [b"y" * 600]


def test_who_is_killed_leaves_outputs_at_fallback_and_keeps_the_starts_budget(tmp_path):
    house = winter_house()
    chance = random.Random(5)
    after = []
    with make(tmp_path, house) as board:

        def kill():
            ms = house.clock()
            os.kill(board.interpreter.pid, signal.SIGKILL)
            return ms

        for k in range(12):
            until(lambda k=k: house.ticks > 400 * k, "ticks")
            if k % 2:
                until(lambda: house.commands()[OUT_HP], "the heat pump on")
            time.sleep(chance.random() * 0.03)
            n = len(board.chip.log)
            if k % 3 == 2:
                board.call(board.chip.cut_after, chance.randrange(8), bool(k % 2))
            else:
                ms = board.call(kill)
                until(lambda n=n: len(board.chip.log) > n, "the reset")
                after.append(board.chip.log[n][0] - ms)
            until(lambda n=n: len(board.chip.log) > n, "the reset")
        until(lambda: house.ticks > 6000, "ticks at the end")
        assert board.chip.resets == [w.POWER_ON] * 13
        assert board.starts == 13
        starts = board.call(lambda: house.sim.violations())
    # What it had said before may still have been under way.
    assert all(0 <= ms <= 10000 for ms in after), after
    assert not [text for text in starts if "starts" in text], starts


def test_fallback_comes_within_100_ms(tmp_path):
    house = winter_house(0.25)  # a busy machine has four times as long
    with make(tmp_path, house) as board:
        until(lambda: house.ticks, "a tick")
        for _ in range(5):
            starts = board.starts
            until(lambda: board.ready, "the firmware")
            board.call(lambda: house.write([7] * N_OUT))
            ms = board.call(house.clock)
            n = len(board.chip.log)
            os.kill(board.interpreter.pid, signal.SIGKILL)
            until(lambda n=n: len(board.chip.log) > n, "the reset")
            assert board.chip.log[n][0] - ms <= 100
            until(lambda starts=starts: board.starts > starts, "a new start")


def test_a_firmware_that_hangs_is_reset_by_the_watchdog(tmp_path):
    house = winter_house(20.0)
    board = make(tmp_path, house, virtual_watchdog=True)
    entry = b"""
import vm_board
from tandem.serve import main as serve

class Hangs(vm_board.Board):
    ticks = 0

    def write(self, frame):
        super().write(frame)
        self.ticks += 1
        while self.ticks == 2:
            pass

def main(handle):
    serve(handle, Hangs(handle))
"""
    prepare.put(COMMAND, tmp_path / "flash", {"/board.py": entry})
    with board:
        until(lambda: len(board.chip.resets) > 2, "two resets")
        assert board.chip.resets[1:3] == [w.WATCHDOG_RESET] * 2
        between_ms = board.chip.log[2][0] - board.chip.log[1][0]
        assert 16000 <= between_ms, "10 s to the second tick, fed at most 2 s before it, 8 s of hunger"
        assert house.ticks >= 4


SAVES = b"""
import sys
from tandem.kernel.files import Files
from tandem.kernel.store import Store
store = Store(Files("/data"))
found = store.load("params")
n = 0 if found is None else int.from_bytes(found[:4], "little")
assert found is None or found == n.to_bytes(4, "little") * 50
print("found", n)
sys.stdin.read(1)
n += 1
if store.save("params", n.to_bytes(4, "little") * 50):
    print("saved", n)
sys.stdin.read(1)
"""


def said(port):
    """(word, number) of the next line that the program above has printed."""
    while True:
        line = port.readline()
        assert line, "silence"
        if found := re.fullmatch(rb"(found|saved) (\d+)\r\n", line):
            return found[1], int(found[2])


@pytest.mark.parametrize("torn", [False, True])
def test_a_power_cut_at_any_operation_of_a_save_leaves_the_old_parameters_or_the_new(tmp_path, torn):
    modules = ("__init__", "kernel/__init__", "kernel/files", "kernel/record", "kernel/store", "ports/__init__")
    files = {f"/tandem/{name}.py": FIRMWARE / f"{name}.py" for name in (*modules, "ports/reasons")}
    outcomes = []
    with make(tmp_path, Still(), {"/main.py": SAVES, **files}) as board:
        port = serial.Serial(str(board.port.link), timeout=PATIENCE_S)
        _, n = said(port)
        for operation in range(40):
            board.call(board.chip.cut_after, operation, torn)
            port.write(b"\n")
            what, now = said(port)
            if what == b"saved":
                assert now == n + 1
                break
            # The power failed, and is back.
            assert now in (n, n + 1)
            outcomes.append(now - n)
            n = now
        else:
            raise AssertionError("no save was ever whole")
        assert len(outcomes) > 3
        assert board.chip.resets == [w.POWER_ON] * (1 + len(outcomes))
        port.close()


def test_the_command_ends_by_itself_and_has_a_word_for_what_it_cannot_use(tmp_path, capsys):
    flash = tmp_path / "flash"
    assert cli.main(["virtual-board", "--speed", "max", "--days", "0.02", "--files", str(flash)]) == 0
    assert "20 Jan 00:0" in capsys.readouterr().out
    assert flash.stat().st_size == 512 * w.BLOCK
    for words in (("--speed", "max", "--watchdog", "virtual"), ("--home", "castle"), ("--port", str(flash))):
        assert cli.main(["virtual-board", *words]) == 2
        assert capsys.readouterr().err.startswith("tandem: --")


def test_control_c_ends_the_command(tmp_path, monkeypatch, capsys):
    flash = tmp_path / "flash"
    prepare.fresh(COMMAND, flash, 64)
    monkeypatch.setattr(House, "begin", lambda _: signal.raise_signal(signal.SIGINT))
    assert cli.main(["virtual-board", "--files", str(flash)]) == 130


def test_a_signal_ends_the_command_and_leaves_nothing_behind(tmp_path):
    link = tmp_path / "link"
    flash = tmp_path / "flash"
    prepare.fresh(COMMAND, flash, 64)
    command = [sys.executable, "-m", "host_sim.cli", "virtual-board", "--port", str(link), "--files", str(flash)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    until(lambda: "starts 1" in running.stdout.readline(), "a status line", 60)
    assert link.is_symlink()
    below = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.terminate()
    assert running.wait(10) == 0
    assert not link.is_symlink() and len(below) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(below[0]), 0)


def test_who_kills_the_host_kills_the_interpreter(tmp_path):
    flash = tmp_path / "flash"
    prepare.fresh(COMMAND, flash, 64)
    prepare.put(COMMAND, flash, {"/main.py": b"while True: pass"})
    program = (
        "from tests.device.virtual import *; from pathlib import Path; import sys\n"
        "b = VirtualBoard(COMMAND, sys.argv[1], Port(), Chip(Still()))\n"
        "b.run(lambda: print(b.interpreter.pid, flush=True))"
    )
    running = subprocess.Popen([sys.executable, "-c", program, str(flash)], stdout=subprocess.PIPE, text=True)
    pid = int(running.stdout.readline())
    running.kill()
    running.wait(10)
    until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes(), "its end")
