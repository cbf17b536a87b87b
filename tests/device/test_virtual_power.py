"""The whole firmware on the virtual board: against the simulator's own run, killed, hanging, without power."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from array import array
from datetime import datetime
from pathlib import Path

import pytest
import serial

from host_sim.board_files import MemoryFiles
from host_sim.run import Config, Simulation
from host_sim.virtual import prepare
from host_sim.virtual.vm import vm_words as w
from tandem.ports.frame import N_OUT, OUT_BOILER, OUT_HP
from tests.device.virtual import COMMAND, PATIENCE_S, Still, compiled, make, until, winter_house

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
            until(lambda k=k: house.ticks > 250 * k, "ticks")
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
        until(lambda: house.ticks > 3500, "ticks at the end")
        assert board.chip.resets == [w.POWER_ON] * 13
        assert board.starts == 13
        found = board.call(house.sim.violations)
    # What it had said before may still have been under way.
    assert all(0 <= ms <= 10000 for ms in after), after
    # A kill ends a run early, which nobody can help; what a start has to wait for holds all the same.
    assert all(text.startswith("compressor ran less than") for text in found), found


def test_fallback_comes_within_100_ms(tmp_path):
    house = winter_house(0.05)  # a busy machine has twenty times as long
    with make(tmp_path, house) as board:
        until(lambda: house.ticks, "a tick")
        for _ in range(5):
            starts = board.starts
            until(lambda: board.ready, "the firmware")
            board.call(lambda: house.write(array("i", [7] * N_OUT)))
            ms = board.call(house.clock)
            n = len(board.chip.log)
            os.kill(board.interpreter.pid, signal.SIGKILL)
            until(lambda n=n: len(board.chip.log) > n, "the reset")
            assert board.chip.log[n][0] - ms <= 100
            assert 7 not in board.call(house.commands)
            until(lambda starts=starts: board.starts > starts, "a new start")


def test_a_firmware_that_hangs_is_reset_by_the_watchdog(tmp_path):
    house = winter_house(20.0)
    board = make(tmp_path, house, prepare.bare(compiled(), house.records), virtual_watchdog=True)
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
        assert between_ms >= 16000, "10 s to the second tick, fed at most 2 s before it, 8 s of hunger"
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
    running.wait()
    until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes(), "its end")
