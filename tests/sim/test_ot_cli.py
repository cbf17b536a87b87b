"""tandem ot decode, as people use it: frames, logs of several programs, pipes; and what it says when it cannot."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from host_sim.opentherm.log import decode

TANDEM = str(Path(sys.executable).parent / "tandem")
# Buffered, as for people.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
STATUS = " C000030A  slave          READ-ACK         0  status: CH enable, DHW enable; CH mode, flame"
REQUEST = "T80190000  thermostat     READ-DATA       25  boiler flow temperature"
ANSWER = "B40192BD1  boiler         READ-ACK        25  boiler flow temperature: 43.82 C"
# As OTmonitor, OTGW-firmware, pyotgw and OT-Thing write them.
LOG = """\
21:44:25.782302  R80000200  Read-Data   Status: 00000010 00000000
21:44:25.847332  BC0000000  Read-Ack    Status: 00000000 00000000
21:44:29.082324  Command: SW=42.00
21:44:29.245425  R10010A00  Write-Data  Control setpoint: 10.00

22:02:19.064534 Thermostat    T901817E8  24 Write-Data  - Tr <ignored>
2024-01-06 17:27:58.719 DEBUG (MainThread) [pyotgw.protocol] Received line 49: T80190000
2024-01-06T17:27:58+01:00 B40192BD1
[00:11:52] T001b0000 READ outside_t data 0x0
C000030A
0xC000030A
PS: 1
00000010/00000000,10.00,00000000/00000000,100.00,0/0,20.00,0.00,1.30
Thermostat disconnected
"""
SAID = """\
21:44:25.782302  R80000200  to boiler      READ-DATA        0  status: DHW enable
21:44:25.847332  BC0000000  boiler         READ-ACK         0  status: none; none
21:44:29.082324  Command: SW=42.00
21:44:29.245425  R10010A00  to boiler      WRITE-DATA       1  control setpoint: 10.00 C

22:02:19.064534  T901817E8  thermostat     WRITE-DATA      24  room temperature: 23.91 C
2024-01-06 17:27:58.719  T80190000  thermostat     READ-DATA       25  boiler flow temperature
2024-01-06T17:27:58+01:00  B40192BD1  boiler         READ-ACK        25  boiler flow temperature: 43.82 C
00:11:52  T001B0000  thermostat     READ-DATA       27  outdoor temperature
 C000030A  slave          READ-ACK         0  status: CH enable, DHW enable; CH mode, flame
 C000030A  slave          READ-ACK         0  status: CH enable, DHW enable; CH mode, flame
PS: 1
00000010/00000000,10.00,00000000/00000000,100.00,0/0,20.00,0.00,1.30
Thermostat disconnected
"""


def tandem(*words, cwd, given=b""):
    """Run the installed command; its output as text."""
    done = subprocess.run([TANDEM, "ot", *words], input=given, capture_output=True, cwd=cwd, env=ENV, timeout=600)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_frames_as_words_of_the_command(tmp_path):
    assert tandem("decode", "C000030A", "T80190000", "b40192bd1", cwd=tmp_path) == (
        0,
        f"{STATUS}\n{REQUEST}\n{ANSWER}\n",
        "",
    )


def test_a_log_of_several_programs(tmp_path):
    (tmp_path / "log.txt").write_text(LOG)
    assert tandem("decode", "log.txt", cwd=tmp_path) == (0, SAID, "")


def test_standard_input_and_line_ends_of_any_kind(tmp_path):
    given = b"T80190000\r\nB40192BD1\r\n\r\nC000030A"
    assert tandem("decode", "-", cwd=tmp_path, given=given) == (0, f"{REQUEST}\n{ANSWER}\n\n{STATUS}\n", "")


def test_sources_come_in_their_order(tmp_path):
    (tmp_path / "log").write_text("B40192BD1\n")
    code, out, _ = tandem("decode", "C000030A", "log", "-", "C000030A", cwd=tmp_path, given=b"T80190000\n")
    assert (code, out) == (0, f"{STATUS}\n{ANSWER}\n{REQUEST}\n{STATUS}\n")


BAD_FRAMES = [
    ("C0190000", 1, "WRONG PARITY boiler flow temperature: 0.00 C", "1 of 1 frames are bad"),
    ("30000000", 1, "RESERVED MESSAGE TYPE status", "1 of 1 frames are bad"),
    ("E40192BD1", 1, "NOT READ BY THE GATEWAY boiler flow temperature: 43.82 C", "1 of 1 frames are bad"),
    ("E10000000", 1, "line error     WRITE-DATA", "1 of 1 frames are bad"),
]


@pytest.mark.parametrize("frame, code, out, err", BAD_FRAMES)
def test_a_bad_frame_is_said_and_gives_1(frame, code, out, err, tmp_path):
    got = tandem("decode", frame, cwd=tmp_path)
    assert got[0] == code and out in got[1] and got[2] == f"tandem: {err}\n"


def test_broken_lines_count_and_stay_as_they_are(tmp_path):
    code, out, err = tandem("decode", "-", cwd=tmp_path, given=b"T8019000\nT80190000\nT801900001\nError 03\n")
    assert (code, err) == (1, "tandem: 2 of 3 frames are bad\n")
    assert out == f"T8019000\n{REQUEST}\nT801900001\nError 03\n"


def test_nothing_to_decode_gives_1(tmp_path):
    for given in (b"", b"\n\n", b"hello\n"):
        code, out, err = tandem("decode", "-", cwd=tmp_path, given=given)
        assert (code, err) == (1, "tandem: no frame found\n")
        assert out == given.decode()


WRONG_USE = {
    "no command": ([], ["COMMAND"]),
    "unknown command": (["encode"], ["encode", "decode"]),
    "nothing": (["decode"], ["FILE|FRAME"]),
    "no file": (["decode", "none.log"], ["none.log", "8 hex digits"]),
    "short frame": (["decode", "C00003"], ["C00003", "8 hex digits"]),
    "long name": (["decode", "x" * 5000], ["xxx", "8 hex digits"]),
    "folder": (["decode", "."], ["'.'", "folder"]),
    "second of two": (["decode", "C000030A", "none.log"], ["none.log"]),
    "option": (["decode", "--fast", "C000030A"], ["--fast"]),
}


@pytest.mark.parametrize("words, said", WRONG_USE.values(), ids=WRONG_USE.keys())
def test_wrong_use_gives_2_and_one_line(words, said, tmp_path):
    code, out, err = tandem(*words, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and err.startswith("tandem: ") and len(err) < 200
    for word in said:
        assert word in err


def test_a_file_that_may_not_be_read(tmp_path):
    """Something that is there and cannot be opened for reading, whoever runs the test."""
    code, out, err = tandem("decode", "/proc/self/mem", cwd=tmp_path)
    assert (code, out) == (2, "") and "/proc/self/mem" in err


def test_any_bytes_at_all(tmp_path):
    """A terminal obeys no sign of the file."""
    given = bytes(range(256)) * 4 + b"\nT80190000\n\x1b[2J B40192BD1\x07\n"
    code, out, _ = tandem("decode", "-", cwd=tmp_path, given=given)
    assert code == 0
    assert REQUEST in out and ANSWER in out
    assert all(sign.isprintable() or sign in "\t\n" for sign in out)


def test_a_reader_that_goes_is_no_error(tmp_path):
    for count in (10, 100000):
        (tmp_path / "log").write_text("T80190000\n" * count)
        for reader in ("head -1", "true"):
            command = f"{TANDEM} ot decode log | {reader}; echo ${{PIPESTATUS[0]}}"
            done = subprocess.run(
                ["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=ENV, timeout=600
            )
            assert done.stderr == ""
            assert done.stdout.splitlines()[-1] == "0"


def test_a_log_that_grows_is_decoded_as_it_comes(tmp_path):
    command = [TANDEM, "ot", "decode", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=ENV) as process:
        for given, want in ((b"T80190000\n", REQUEST), (b"C000030A\n", STATUS)):
            process.stdin.write(given)
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 20)[0], "nothing comes"
            assert process.stdout.readline().decode() == want + "\n"
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_pipe_of_the_shell_is_a_file(tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"{TANDEM} ot decode <(echo T80190000)"], capture_output=True, text=True, cwd=tmp_path, env=ENV
    )
    assert (done.returncode, done.stdout) == (0, REQUEST + "\n")


def test_a_terminal_that_writes_ascii_only(tmp_path):
    env = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [TANDEM, "ot", "decode", "-"], input="T80190000\n20 °C\n".encode(), capture_output=True, env=env, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, f"{REQUEST}\n20 ?C\n".encode())


def test_columns_are_aligned_and_help_fits(tmp_path):
    long = "A7020010D"  # to thermostat, UNKNOWN-DATAID
    out = tandem("decode", "C000030A", "T80190000", "B40192BD1", long, "E40192BD1", cwd=tmp_path)[1]
    for column in (9, 10, 24, 25, 40, 44):
        assert {line[column] for line in out.splitlines()} == {" "}, column
    for column in (1, 11, 26, 43, 46):
        assert " " not in {line[column] for line in out.splitlines()}, column
    for words in (["--help"], ["decode", "--help"]):
        code, out, _ = tandem(*words, cwd=tmp_path)
        assert code == 0 and "usage: tandem ot" in out


NOT_FRAMES = [
    "20240101 start of the log",
    "Status: 00000010 00000000",
    "00000010 00000000",
    "deadbeef and more",
    "id T80190000x",
    "xT80190000",
    "Error 01",
    "PR: I=11",
]


@pytest.mark.parametrize("text", NOT_FRAMES)
def test_lines_that_only_look_like_frames(text):
    line = decode(text)
    assert (line.text, line.good, line.is_frame) == (text, True, False)


def test_long_lines_take_no_long_time():
    begin = time.process_time()
    for text in ("1:11" * 50000, "T" * 200000, "0 " * 100000, "12:34 " * 50000, "[" * 100000):
        assert not decode(text).is_frame
    assert time.process_time() - begin < 20


def test_the_command_prints_what_the_docs_show(tmp_path):
    docs = (Path(__file__).resolve().parents[2] / "docs" / "opentherm.md").read_text(encoding="utf-8")
    log, said = (docs.split(f"<!-- {name} -->\n```\n")[1].split("```")[0] for name in ("log", "said"))
    code, out, err = tandem("decode", "-", cwd=tmp_path, given=log.encode())
    assert (code, out, err) == (1, said, "tandem: 1 of 7 frames are bad\n")
