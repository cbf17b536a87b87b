"""One file out of many must do what they did, say where its lines come from, and refuse what it cannot tell apart."""

import ast
import builtins
import os
import re
import shutil
import subprocess
import sys
import types

import pytest

from tools import mpy
from tools.bundle import bundle
from tools.interpreters import ROOT, run_wasm, run_wheel

LIB = '''"""Doc."""
import struct
from array import array

_count = [0]


class Tank:
    """Doc."""

    unit = 2

    def __init__(self, level):
        self.level = level

    def fill(self, count):
        _count[0] += 1
        tank = count * self.unit
        self.level += tank
        return (self.level,
                _count[0])


def level(tank):
    return tank.level


def size(row):
    return struct.calcsize("<q") + len(array("q", [0] * row))
'''
USE = """from lib import Tank, level, size as much

_count = 7


def go(level):
    Tank = None
    return [again(much(tank)) + (lambda level: (level,))(9) for tank in range(level) if Tank is None]


def again(level):
    tank = Tank(level)
    tank.fill(1)
    try:
        from late import more
    except ImportError as size:
        return size
    return tank.fill(more(_count)) + (height(tank),)


def height(tank):
    return level(tank)
"""
LATE = (
    "from lib import Tank as Old\nimport struct\n\ndef more(n):\n    return Old(n).fill(1)[0] + struct.calcsize('b')\n"
)


def load(texts, name):
    """A module out of texts that import each other."""
    done = {}

    def find(module, names=None, inside=None, wanted=(), level=0):
        if module not in texts:
            return __import__(module, names, inside, wanted, level)
        if module not in done:
            done[module] = types.ModuleType(module)
            done[module].__dict__["__builtins__"] = vars(builtins) | {"__import__": find}
            exec(compile(texts[module], module, "exec"), done[module].__dict__)
        return done[module]

    return find(name)


def three(lib=LIB, use=USE, late=LATE):
    """The bundle of lib and use, with late apart."""
    return bundle({"lib": lib, "use": use, "late": late}, "use", "all")


def test_does_what_the_modules_did():
    texts = {"lib": LIB, "use": USE, "late": LATE}
    expected = load(texts, "use").go(4)
    assert len(set(expected)) == 4
    done = three()
    assert sorted(done.texts) == ["all", "late"]
    assert done.order == ["lib", "use"]
    assert getattr(load(done.texts, "all"), done.names["use", "go"])(4) == expected


def test_what_is_loaded_late_stays_a_file_of_its_own():
    text = three().texts["all"]
    assert "from late import more" in text
    assert "more" not in three().names
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "lib" for node in ast.walk(ast.parse(text)))


def test_every_global_has_a_name_of_its_own_that_no_local_has():
    done = three()
    names = list(done.names.values())
    assert len(names) == len(set(names)) == 8
    tree = ast.parse(done.texts["all"])
    local = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {"tank", "row", "level", "count"}
    assert not local & set(names)


def test_classes_keep_nothing_about_themselves():
    done = three()
    tank = getattr(load(done.texts, "all"), done.names["lib", "Tank"])
    assert tank.__dict__.keys() & {"level", "fill", "unit"} == {"fill", "unit"}
    tree = ast.parse(done.texts["all"])
    dropped = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Delete)]
    assert dropped == ["del __module__, __qualname__"]


def test_every_line_knows_where_it_comes_from():
    done = three()
    sources = {"lib": LIB.splitlines(), "use": USE.splitlines(), "late": LATE.splitlines()}
    for name, text in done.texts.items():
        assert len(done.lines[name]) == len(text.splitlines())
        for line, (module, number) in zip(text.splitlines(), done.lines[name], strict=True):
            if " __module__" not in line and not line.startswith("from all"):
                for (_, long), short in done.names.items():
                    line = re.sub(rf"\b{short}\b", long, line)
                old = sources[module][number - 1].strip().replace("much(", "size(").replace("Old(", "Tank(")
                line, old = line.replace('"', "'"), old.replace('"', "'")
                assert line.split()[:2] == old.split()[:2]
    at = [line.strip()[:6] for line in done.texts["all"].splitlines()].index("return")
    assert done.lines["all"][at] == ("lib", LIB.splitlines().index("        return (self.level,") + 1)


def test_scripts_keep_their_text_but_for_imports():
    script = (
        "from lib import (\n    Tank,\n    size as much,\n)\nfrom late import more\nx = more(much(1)) + Tank(1).level\n"
    )
    done = bundle({"lib": LIB, "use": USE, "late": LATE, "script": script}, "use", "all", scripts=["script"])
    assert done.texts["script"].splitlines()[4:] == script.splitlines()[4:]
    assert done.texts["script"].count("\n") == script.count("\n")
    plain = load({"lib": LIB, "use": USE, "late": LATE, "script": script}, "script")
    assert load(done.texts, "script").x == plain.x
    assert "script" not in done.lines


def test_a_script_may_use_a_whole_module():
    texts = {"a.lib": "def size(x):\n    return x\n", "a.use": "from a.lib import size\nsize(1)\n"}
    texts["script"] = "from a import lib\nx = lib.size(3)\n"
    done = bundle(texts, "a.use", "a.all", scripts=["script"])
    assert "from a import all as lib" in done.texts["script"]
    assert load(done.texts, "a.all").size(3) == 3
    texts |= {
        "a.two": "def size(x):\n    return -x\n",
        "a.use": "from a.two import size\nfrom a.lib import size as s\n",
    }
    texts["script"] += "from a import two\ntwo.size(3)\n"
    with pytest.raises(NameError, match="scripts use two globals of one name"):
        bundle(texts, "a.use", "a.all", scripts=["script"])


def test_what_stays_apart_imports_from_the_bundle():
    done = bundle({"lib": LIB, "use": USE, "late": LATE}, "use", "all", apart=["use"])
    assert done.order == ["lib"]
    assert sorted(done.texts) == ["all", "late", "use"]
    plain = load({"lib": LIB, "use": USE, "late": LATE}, "use")
    assert load(done.texts, "use").go(4) == plain.go(4)


@pytest.mark.parametrize(
    "use, why",
    [
        ("import lib", "a module as a whole"),
        ("def f():\n    import lib", "a module as a whole"),
        ("from lib import *", "imports must say what"),
        ("from .lib import Tank", "imports must say what"),
        ("from lib import Tank\nTank = 1", "Tank is imported and bound again"),
        ("from lib import Tank\nfrom late import more as Tank", "Tank is imported twice"),
        ("from lib import Spoon", "lib has no Spoon"),
        ("if 1:\n    from lib import Tank", "an import under a condition"),
        ("from lib import Tank\nx = __name__", "__name__ is another"),
        ("from lib import Tank\nx = globals()", "reaches names without spelling"),
        ("from lib import Tank\nfrom os import open", "open means something else"),
        ("from lib import Tank\nimport io as struct", "struct means something else"),
        ("from lib import Tank\nx = 1\nclass A:\n    x = x", "may be the class's or the module's"),
        ("from lib import Tank\ndef f():\n    return [y := 1]", "an assignment inside"),
    ],
)
def test_refuses_what_it_cannot_tell_apart(use, why):
    with pytest.raises(NameError, match=why):
        three(use=use)


def test_whole_modules_are_refused():
    with pytest.raises(NameError, match="the module lib as a whole"):
        bundle({"a.lib": "x = 1", "a.use": "from a import lib\nlib.x"}, "a.use", "a.all")


@pytest.fixture
def compiled():
    """Folder below the root, as wasm sees only what lies there: firmware and script as a board gets them."""
    folder = ROOT / "build" / f"whole-{os.getpid()}"
    mpy.build(folder, [ROOT / "tests/sim/whole_vm.py", ROOT / "tests/core/wild.py"])
    yield folder
    shutil.rmtree(folder)


def test_the_whole_firmware_does_the_same_as_its_sources(compiled):
    """Kernel, core, records, and every module that loads when it is set up; on 64 and on 32 bits."""
    order = (compiled / "modules.txt").read_text().split()
    late = [name for name in order if ".limits." in name or name in ("tandem.intervention", "tandem.flight")]
    assert len(late) >= 11
    arguments = ["8000", "3", *late, "tandem.core"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "tests" / "core")}
    command = [sys.executable, "tests/sim/whole_vm.py", "firmware", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    digest, frames, records, *loaded = done.stdout.split()
    assert len(digest) == 64 and int(frames) > 6000 and int(records) > 500
    assert loaded == late
    here = [digest, frames, records, *late, "tandem.core"]
    folder = compiled.relative_to(ROOT).as_posix()
    script = f"{folder}/scripts/whole_vm.py"
    for code, output in (
        run_wheel(script, [folder, *arguments]),
        run_wasm(script, [folder, *arguments], [folder]),
    ):
        assert code == 0, output
        assert output.split() == here
