"""The table of OpenTherm data-ids: what is refused, what the packed table holds, and that it is complete."""

import struct

import pytest

from host_sim.opentherm.id_schema import SCHEMA, read_ids
from tandem.links.opentherm import frame, id_table, ids
from tools.gen_ids import READ, WRITE, main, render

HEADER = "id,name,dir,hb,lb,unit,min,max,version,text,note"
GOOD = f"""# prose
{HEADER}
0,status,R,flag8,flag8,,,,2.2,status,
1,setpoint,W,f8.8,,C,-5,100,2.2,set point,
15,capacity,RW,u8,-,kW/,0/,200/,4.0,capacity,who knows
48,bounds,R,s8,s8,C/C,10/0,127/127,?,bounds,
58,gone,-,f8.8,,,0,40,2.2,gone,removed
"""
RESERVED = {*range(40, 48), *range(51, 56), *range(59, 70), 92}


@pytest.fixture
def schema_file(tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text(GOOD)
    return path


def test_the_table_in_the_repository_is_fresh():
    assert main(["--check"]) == 0


def test_every_id_of_the_standard_is_there_and_no_other():
    rows = read_ids()
    assert set(range(128)) - set(rows) == RESERVED
    assert {number for number, row in rows.items() if row.dir == "-"} == {50, 58}


def test_the_board_can_do_what_the_schema_says():
    for number, row in read_ids().items():
        assert ids.readable(number) == ("R" in row.dir)
        assert ids.writable(number) == ("W" in row.dir)
        assert ids.known(number) == (row.dir != "-")
        if row.dir != "-":
            assert getattr(id_table, "I_" + row.name.upper()) == number


@pytest.mark.parametrize("number", [n for n, row in read_ids().items() if row.dir != "-"])
def test_the_board_finds_plausible_what_the_schema_bounds(number):
    """All 65 536 words of every id, against the schema in whole numbers."""
    row = read_ids()[number]
    for word in range(0x10000):
        if row.is_word:
            value = struct.unpack(">h" if row.hb != "u16" else ">H", word.to_bytes(2, "big"))[0]
            scale = 256 if row.hb == "f8.8" else 1
            want = row.low[0] * scale <= value <= row.high[0] * scale
        else:
            want = True
            for half, kind, low, high in zip(word.to_bytes(2, "big"), (row.hb, row.lb), row.low, row.high, strict=True):
                if kind == "day":
                    half &= 0x1F
                if kind == "s8":
                    half = struct.unpack("b", bytes([half]))[0]
                want = want and (low is None or low <= half <= high)
        if ids.plausible(number, word) != want:
            pytest.fail(f"{number}: {word:04X}")


def test_render_packs_shapes_once(schema_file):
    names = {}
    exec(render(read_ids(schema_file)), names)
    table, shapes = names["IDS"], names["SHAPES"]
    assert len(table) == 128 and len(shapes) == 4 * 5
    assert [n for n in range(128) if table[n]] == [0, 1, 15, 48]
    assert [table[n] for n in (0, 1, 15, 48)] == [0 | READ, 1 | WRITE, 2 | READ | WRITE, 3 | READ]
    assert shapes[:5] == bytes([frame.FORM_FLAGS, 0, 0, 255, 255])
    assert shapes[5:10] == bytes([frame.FORM_F88, 0xFB, 0, 100, 0])
    assert shapes[10:15] == bytes([frame.FORM_U8, 0, 0, 200, 255])
    assert shapes[15:] == bytes([frame.FORM_S8, 10, 0, 127, 127])
    assert names["I_BOUNDS"] == 48 and "I_GONE" not in names
    assert max(map(len, render(read_ids(schema_file)).splitlines())) <= 120


def test_check_tells_a_stale_table(schema_file, capsys):
    assert main(["--schema", str(schema_file), "--check"]) == 1
    assert main(["--schema", str(schema_file)]) == 0
    assert main(["--schema", str(schema_file), "--check"]) == 0
    capsys.readouterr()
    schema_file.write_text(GOOD.replace("-5,100", "-5,101"))
    assert main(["--schema", str(schema_file), "--check"]) == 1
    assert capsys.readouterr().err == "id_table.py does not match ids.csv: run python -m tools.gen_ids\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id,name", "name,id", f"ids.csv:2: the first row must be {HEADER}"),
        ("who knows", "who, knows", "ids.csv:5: 12 columns instead of 11"),
        ("58,gone", "128,gone", "ids.csv:7: id '128' is not 0..127"),
        ("58,gone", "47,gone", "ids.csv:7: id 47 is out of order"),
        ("58,gone", "48,gone", "ids.csv:7: id 48 is out of order"),
        ("58,gone", "58,Gone", "ids.csv:7: 'Gone' is not a name: small letters, digits and _ only"),
        ("58,gone", "58,bounds", "ids.csv:7: duplicate name 'bounds'"),
        (",RW,", ",WR,", "ids.csv:5: capacity: dir 'WR', known are R W RW -"),
        (",4.0,", ",4,", "ids.csv:5: capacity: version '4' is not like 2.2 or ?"),
        (",bounds,", ",,", "ids.csv:6: bounds: no text"),
        ("u8,-", "u9,-", "ids.csv:5: capacity: formats 'u9' and '-', known are f8.8 s16 u16 u8 s8 flag8 - day"),
        ("W,f8.8,,", "W,f8.8,u8,", "ids.csv:4: setpoint: f8.8 takes the whole word, lb must be empty"),
        ("kW/,", "kW,", "ids.csv:5: capacity: unit 'kW' is not two parts with / between"),
        ("0/,200/", "0/0,200/", "ids.csv:5: capacity: a byte of format - has no bounds"),
        ("0/,200/", "/,200/", "ids.csv:5: capacity: min '' and max '200' must be whole numbers"),
        ("0/,200/", "0/,256/", "ids.csv:5: capacity: range 0..256 is not within u8's 0..255"),
        ("-5,100", "-5,128", "ids.csv:4: setpoint: range -5..128 is not within f8.8's -128..127"),
        ("-5,100", "5,-5", "ids.csv:4: setpoint: range 5..-5 is not within f8.8's -128..127"),
        ("s8,s8,C/C,10/0", "s8,u8,C/C,10/0", "bounds: no form for s8/u8"),
        (
            "C/C,10/0",
            "C/C,10/-1",
            "bounds: the board compares signed bytes as unsigned ones, no bound may be below 0",
        ),
    ],
)
def test_a_wrong_schema_is_refused_with_its_line(schema_file, capsys, old, new, complaint):
    text = GOOD.replace(old, new, 1) if old != ",bounds," else GOOD.replace("?,bounds,", "?,,")
    assert text != GOOD
    schema_file.write_text(text)
    assert main(["--schema", str(schema_file)]) == 1
    assert capsys.readouterr().err == complaint + "\n"
    assert not schema_file.with_name("id_table.py").exists()


def test_an_empty_or_missing_schema_is_refused(schema_file, capsys):
    schema_file.write_text(HEADER + "\n")
    assert main(["--schema", str(schema_file)]) == 1
    schema_file.unlink()
    assert main(["--schema", str(schema_file)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_texts_and_notes_are_short_and_have_no_commas():
    names = [row.text for row in read_ids(SCHEMA).values()]
    assert len(set(names)) == len(names)
    for row in read_ids(SCHEMA).values():
        assert len(row.text) <= 60 and "," not in row.text + row.note
