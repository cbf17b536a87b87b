"""The launcher and an image are compiled apart, years apart: what they call each other by must stay."""

from tools import mpy


def test_public_names_stay_on_both_sides(tmp_path):
    launcher, _ = mpy.short_launcher(mpy.fold(mpy.launcher_texts()), {})
    for name in ("groups", "asked", "lines", "strays", "bad", "requests", "errors", "poll", "next_due_ms", "handle"):
        assert f".{name}" in launcher["launcher.smp"] or f"def {name}(" in launcher["launcher.smp"], name
    for name in ("class Smp", "class Reader", "class Writer", "class Lines", "def crc16", "def pair(", "def head("):
        assert name in launcher["launcher.smp"]
    mpy.build(tmp_path)
    service = (tmp_path / "tandem/links/smp/service.mpy").read_bytes()
    for name in (b"asked", b"strays", b"requests", b"pair", b"head", b"launcher.smp"):
        assert name in service
    link = (tmp_path / "tandem/links/smp/link.mpy").read_bytes()
    assert b"handle" in link and b"group" in link


def test_private_names_are_short():
    launcher, _ = mpy.short_launcher(mpy.fold(mpy.launcher_texts()), {})
    assert "_answer" not in launcher["launcher.smp"] and "_pieces" not in launcher["launcher.smp"]


def test_names_of_parameters_come_along(tmp_path):
    mpy.build(tmp_path)
    path = "tandem/control/params.names"
    assert (tmp_path / path).read_bytes() == (mpy.SOURCE / path).read_bytes()


def test_lines_of_a_pack_are_those_of_the_sources(tmp_path):
    mpy.build(tmp_path)
    rows = [line.split() for line in (tmp_path / "lines.txt").read_text().splitlines()]
    modules = {module for file, _, module, _ in rows if file == "tandem.links.smp.service"}
    assert {"tandem.links.smp.user", "tandem.links.smp.settings", "tandem.links.smp.names"} <= modules
    source = (mpy.SOURCE / "tandem/links/smp/user.py").read_text().splitlines()
    numbers = {int(number) for _, _, module, number in rows if module == "tandem.links.smp.user"}
    assert any(source[number - 1].startswith("def _events") for number in numbers)
