"""The virtual board from outside: the tools that people use on real ones, and the command that starts it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import serial

from host_sim import cli
from host_sim.virtual import prepare
from host_sim.virtual.house import House
from host_sim.virtual.vm import vm_words as w
from tandem.control.param_table import P_CONSOLE_LOCK
from tests.device.virtual import COMMAND, PATIENCE_S, Still, make, mpremote, payload, until, winter_house
from tools.flash import payload as flash_payload


def test_mpremote_works_unmodified(tmp_path):
    house = winter_house(20.0)
    content = random.Random(1).randbytes(5000)
    (tmp_path / "there").write_bytes(content)
    with make(tmp_path, house) as board:
        until(lambda: house.ticks > 1, "a tick")
        # It breaks into the firmware, which leaves the outputs at their fallback and a longer watchdog.
        assert mpremote(board, "resume", "exec", "print(6 * 7, boot.__name__)").split() == ["42", "launcher.boot"]
        assert not any(board.call(house.driven))
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
        port.read_until(b"main 1")
        time.sleep(0.05)
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
            # While it compiles, a Ctrl-C is a character on any board.
            port.write(b"exec(\"print('runs')\\nwhile True: pass\")\r")
            port.read_until(b"\nruns\r\n")
        port.write(b"\x03")
        assert port.read_until(b">>> ").endswith(b">>> ")
        assert board.chip.resets == [w.POWER_ON, w.SOFT_RESET]
        port.close()


def test_a_locked_console_lets_nobody_break_in(tmp_path):
    house = winter_house(20.0, settings={P_CONSOLE_LOCK: 1})
    with make(tmp_path, house) as board:
        until(lambda: house.ticks, "a tick")
        with serial.Serial(str(board.port.link), timeout=PATIENCE_S) as port:
            port.write(b"\r\x03\x03\r\x01")
        ticks = house.ticks
        until(lambda: house.ticks > ticks + 2, "more ticks")
        assert board.chip.resets == [w.POWER_ON]


CHIP_TEST = """
from machine import *
a = Pin(4, Pin.OUT, value=1)
b = Pin(5, Pin.IN)
clock = RTC()
print(a(), b(), clock.datetime())
clock.datetime((2030, 2, 3, 0, 4, 5, 6, 0))
"""


def test_pins_and_clock_are_those_of_the_chip(tmp_path):
    house = winter_house(1.0)
    with make(tmp_path, house, {"/main.py": b""}) as board:
        board.call(board.chip.outside.update, {5: 1})
        said = mpremote(board, "resume", "exec", CHIP_TEST)
        assert said.startswith("1 1 (2025, 1, 20, 0, 0, 0, "), said
        assert board.chip.pins == {4: 1} and board.chip.modes == {4: 3, 5: 1}
        mpremote(board, "soft-reset")
        assert board.chip.pins == {4: 1}, "a soft reset leaves pins as they are"
        said = mpremote(board, "resume", "exec", "import machine; print(machine.RTC().datetime()[:5])")
        assert said.split("\n")[0].strip() == "(2030, 2, 3, 6, 4)"
        mpremote(board, "reset")
        until(lambda: w.HARD_RESET in board.chip.resets, "the reset")
        assert board.chip.pins == {}


def test_ctrl_c_does_not_break_into_the_file_system(tmp_path):
    program = b"""
import time
n = 0
while True:
    with open("/file", "w") as file:
        file.write(str(n) * 300)
    n += 1
    time.sleep_ms(1)
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
        operations = board.chip.operations()
        assert operations[0] > 100 and board.chip.resets == [w.POWER_ON], board.chip.log
        port.close()
    assert prepare.get(COMMAND, tmp_path / "flash", "/more") == [b"y" * 600]


def test_the_command_ends_by_itself_and_has_a_word_for_what_it_cannot_use(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(flash_payload, "made", lambda *_: payload())  # once is enough
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
    until(lambda: "starts 1" in running.stdout.readline(), "a status line")
    assert link.is_symlink()
    below = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.terminate()
    assert running.wait(300) == 0
    assert not link.is_symlink() and len(below) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(below[0]), 0)
