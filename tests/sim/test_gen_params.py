"""The parameter schema: what is refused, what the packed table holds, names and typed values."""

import struct

import pytest

from host_sim.param_names import FLAGS, SCHEMA, read_schema
from tandem.control import param_table
from tandem.kernel import params
from tools.gen_params import main, render

HEADER = "name,default,min,max,unit,group,flags,text"
GOOD = f"""# prose about a group of rows
# group hp 1
# group choice 7
{HEADER}
hp_power_w,400,50,10000,W,hp,i,"lowest power, electrical"
target_c100,2000,500,3000,0.01 C,choice,,room temperature
eff_x1000,930,500,1100,0.001,hp,ir,efficiency
mode,0,0,3,,choice,,0 automatic; 3 off
hyst_pct,4,-30,30,%,choice,,hysteresis
"""


@pytest.fixture
def schema_file(tmp_path):
    path = tmp_path / "params.csv"
    path.write_text(GOOD)
    return path


@pytest.fixture
def schema(schema_file):
    return read_schema(schema_file)


def test_the_table_in_the_repository_is_fresh():
    assert main(["--check"]) == 0


def test_the_table_holds_the_schema():
    schema = read_schema()
    assert len(schema.rows) == param_table.N_PARAMS
    assert bytes(version for _, version in schema.groups) == param_table.GROUPS
    rows = list(struct.iter_unpack("<hhHBB", param_table.TABLE))
    assert rows == [(row.default, row.low, row.high, row.group, row.flags) for row in schema.rows]
    for row in schema.rows:
        assert getattr(param_table, "P_" + row.name.upper()) == row.pid


def test_flags_are_those_of_the_kernel():
    assert FLAGS == {"i": params.F_INSTALLER, "r": params.F_RESTART}


def test_render_packs_rows_in_order(schema):
    names = {}
    exec(render(schema), names)
    assert names["N_PARAMS"] == 5
    assert names["P_HP_POWER_W"] == 0 and names["P_HYST_PCT"] == 4
    assert names["GROUPS"] == b"\x01\x07"
    assert names["TABLE"][:8] == struct.pack("<hhHBB", 400, 50, 10000, 0, 1)
    assert names["TABLE"][-8:] == struct.pack("<hhHBB", 4, -30, 30, 1, 0)
    assert names["TABLE"][2 * 8 + 7] == 3
    assert max(map(len, render(schema).splitlines())) <= 120


def test_check_tells_a_stale_table(schema_file, capsys):
    assert main(["--schema", str(schema_file), "--check"]) == 1
    assert not schema_file.with_name("param_table.py").exists()
    assert main(["--schema", str(schema_file)]) == 0
    assert main(["--schema", str(schema_file), "--check"]) == 0
    capsys.readouterr()
    schema_file.write_text(GOOD.replace("400,50", "401,50"))
    assert main(["--schema", str(schema_file), "--check"]) == 1
    assert capsys.readouterr().err == "param_table.py does not match params.csv: run python -m tools.gen_params\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("mode,0,0", "eff_x1000,0,0", "params.csv:8: duplicate name 'eff_x1000'"),
        ("mode,0,0", "Mode,0,0", "params.csv:8: 'Mode' is not a name: small letters, digits and _ only"),
        ("400,50", "40,50", "params.csv:5: hp_power_w: default 40 is outside 50..10000"),
        ("400,50,10000", "400,600,10000", "params.csv:5: hp_power_w: default 400 is outside 600..10000"),
        ("0,3,,", "0,1073741824,,", "params.csv:8: mode: range 0..1073741824 is outside -1073741824..1073741823"),
        ("0,0,3", "0,-1073741825,3", "params.csv:8: mode: range -1073741825..3 is outside -1073741824..1073741823"),
        ("0,0,3", "0,0,3.5", "params.csv:8: mode: max '3.5' is not a whole number"),
        (",,choice,,0", ",,choise,,0", "params.csv:8: mode: unknown group 'choise'"),
        ("hp,ir,", "hp,ix,", "params.csv:7: eff_x1000: unknown flag 'x', known are i r"),
        ("automatic; 3", "automatic, 3", "params.csv:8: 9 columns instead of 8"),
        ("group choice 7", "group choice 0", "params.csv:3: group choice: version '0' is not 1..255"),
        ("group choice 7", "group choice x", "params.csv:3: group choice: version 'x' is not 1..255"),
        ("group choice 7", "group hp 7", "params.csv:3: duplicate group 'hp'"),
        ("name,default", "default,name", f"params.csv:4: the first row must be {HEADER}"),
    ],
)
def test_a_wrong_schema_is_refused_with_its_line(schema_file, capsys, old, new, complaint):
    assert GOOD.count(old) == 1
    schema_file.write_text(GOOD.replace(old, new))
    assert main(["--schema", str(schema_file)]) == 1
    assert capsys.readouterr().err == complaint + "\n"
    assert not schema_file.with_name("param_table.py").exists()


def test_an_empty_or_missing_schema_is_refused(schema_file, capsys):
    schema_file.write_text(HEADER + "\n")
    assert main(["--schema", str(schema_file)]) == 1
    schema_file.unlink()
    assert main(["--schema", str(schema_file)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_names_and_ids(schema):
    assert schema.pid("mode") == schema.pid("MODE") == 3
    assert schema.name(3) == "mode"
    for wrong in (-1, 5):
        with pytest.raises(ValueError, match=rf"no parameter has the id {wrong}; allowed 0..4"):
            schema.name(wrong)
    with pytest.raises(ValueError, match="no parameter is called 'moode'"):
        schema.pid("moode")


@pytest.mark.parametrize(
    ("name", "text", "raw"),
    [
        ("hp_power_w", "400", 400),
        ("hp_power_w", " 400 W ", 400),
        ("hp_power_w", "1e3 W", 1000),
        ("target_c100", "2150", 2150),
        ("target_c100", "21.5 C", 2150),
        ("target_c100", "21.5C", 2150),
        ("target_c100", "21 C", 2100),
        ("target_c100", "5.00 C", 500),
        ("eff_x1000", "940", 940),
        ("hyst_pct", "-5 %", -5),
        ("hyst_pct", "+5%", 5),
    ],
)
def test_typed_values(schema, name, text, raw):
    assert schema.parse(name, text) == raw


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("hp_power_w", "49", "hp_power_w: 49 is out of range; allowed 50..10000 W"),
        ("target_c100", "31 C", "target_c100: 31 C is out of range; allowed 500..3000 in 0.01 C (5 C..30 C)"),
        ("target_c100", "21", "target_c100: 21 is out of range; allowed 500..3000 in 0.01 C (5 C..30 C)"),
        (
            "target_c100",
            "21.5",
            "target_c100: write '21.5' as a raw integer or a number with its unit, as 20 C;"
            " allowed 500..3000 in 0.01 C (5 C..30 C)",
        ),
        (
            "target_c100",
            "21.505 C",
            "target_c100: '21.505 C' is finer than 0.01 C; allowed 500..3000 in 0.01 C (5 C..30 C)",
        ),
        (
            "eff_x1000",
            "0.94",
            "eff_x1000: write '0.94' as a raw integer; allowed 500..1100 in 0.001 (0.5..1.1)",
        ),
        ("mode", "on", "mode: 'on' is not a number; allowed 0..3"),
        ("mode", "", "mode: '' is not a number; allowed 0..3"),
        ("mode", "nan", "mode: 'nan' is not a number; allowed 0..3"),
        ("hp_power_w", "400 kW", "hp_power_w: '400 kW' is not a number; allowed 50..10000 W"),
    ],
)
def test_wrong_typed_values(schema, name, text, complaint):
    with pytest.raises(ValueError) as caught:
        schema.parse(name, text)
    assert str(caught.value) == complaint


def test_what_is_shown_can_be_typed():
    for row in read_schema(SCHEMA).rows:
        for raw in (row.low, row.default, row.high):
            assert row.parse(str(raw)) == raw
            if row.step_and_unit()[1]:
                assert row.parse(row.show(raw)) == raw, row.name
