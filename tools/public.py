"""Gives public attributes and methods short names, for the compiled tree of a board.

One short name for each long one over all files, whatever the object: so nothing has to be known of types. A method gets
one or two letters, data a name that the interpreter has anyway (tools/rom_names.py). Renamed is only what some class or
assignment of the firmware binds itself. These stay as they are:

- what a script mentions in any way, what is written as a string or used in an f-string;
- what any built-in type has, the names of builtins, and what is reached on a module from outside;
- the ports (``kept``), so that drivers and boards compiled apart still fit.

Private names stay too, as tools/shorten.py makes them shorter still; but where classes inherit it cannot, so there they
are treated like public ones.
"""

import array
import ast
import builtins
import io
import struct
from collections import Counter

from tools.fold import apply_edits
from tools.rom_names import ROM_NAMES
from tools.scopes import bound_in, refuse, short_names

_TYPES = (int, str, bytes, bytearray, memoryview, list, tuple, dict, set, slice, range, float, type, OSError)
_OBJECTS = (array.array("i"), struct, io.BytesIO(), io.StringIO(), (i for i in ()), len)
# Modules whose objects have no names but those above. Of any other, nobody here knows what its objects answer to.
_KNOWN = {"array", "struct", "micropython", "os", "errno", "gc", "binascii", "sys", "io", "time", "hashlib"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ONE_BYTE = 120  # the other eight are those that every module uses for itself


def _class_names(node):
    """[(statement or Name, name)] that the body of a class binds."""
    found: list = []
    for statement in node.body:
        if isinstance(statement, _FUNCTIONS):
            found.append((statement, statement.name))
        else:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    found.append((inner, inner.id))
    return found


def mentioned(tree):
    """Every name and string in a file."""
    found = set()
    for node in ast.walk(tree):
        for field in ("id", "attr", "arg", "name", "asname", "value"):
            text = getattr(node, field, None)
            if isinstance(text, str):
                found.add(text)
    return found


def crossing(texts):
    """Public attributes that {name: source} binds or reaches: what its objects and others may know each other by."""
    found = set()
    for text in texts.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.ClassDef):
                found.update(name for _, name in _class_names(node))
    return {name for name in found if not name.startswith("_")}


def _kept_by(module, tree):
    """Names in one file of the firmware that must not change, as they are not only its own."""
    found = set()
    outside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if not names[0].startswith("tandem"):
                outside.update(alias.asname or alias.name for alias in node.names)
                if set(names) - _KNOWN and not names[0].startswith("launcher"):
                    refuse(module, node, f"which names do the objects of {names[0]} have? (tools/public.py)")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in outside:
            found.add(node.attr)
    return found


def attribute_names(trees, scripts, kept=()):
    """{long name: short name} for {dotted name: tree}; scripts: names of those that stay as they are."""
    fixed = set(kept)
    for thing in (*_TYPES, *_OBJECTS):
        fixed.update(dir(thing))
    bound = {}  # name: how often it is mentioned, so that the most usual get the shortest
    heirs = set()
    methods = set()
    reached = {}
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                fixed |= mentioned(node)  # positions in there are not to be relied on
        if module in scripts:
            fixed |= mentioned(tree)
            continue
        fixed |= _kept_by(module, tree)
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        heirs.update(name for node in classes if node.bases for name in (node.name, *map(ast.unparse, node.bases)))
        for node in classes:
            for statement, name in _class_names(node):
                bound[name] = bound.get(name, 0) + 1
                if isinstance(statement, _FUNCTIONS):
                    methods.add(name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                reached[node.attr] = reached.get(node.attr, 0) + 1
                if not isinstance(node.ctx, ast.Load):
                    bound.setdefault(node.attr, 0)
    private = {name for name in bound if name.startswith("_")} - _private_of(trees, heirs, scripts)
    left = private | _data_of_one_class(trees, heirs, scripts, reached)
    names = [name for name in bound if name not in fixed and name not in left and len(name) > 2]
    names = [name for name in names if not name.startswith("__") and not hasattr(builtins, name)]
    names.sort(key=lambda name: (-bound[name] - reached.get(name, 0), name))
    taken = fixed.union(reached, *(mentioned(tree) for tree in trees.values()))
    # Not for methods: a traceback names the function, and may not name a wrong one.
    spare = iter(name for name in ROM_NAMES if name not in taken)
    short = short_names(taken)
    return {name: next(short) if name in methods else next(spare, None) or next(short) for name in names}


def _data_of_one_class(trees, heirs, scripts, reached):
    """What is reached in one class only, as self.name: tools/shorten.py makes that as short as private names."""
    found = set()
    for module, tree in trees.items():
        for top in [] if module in scripts else tree.body:
            if isinstance(top, ast.ClassDef) and top.name not in heirs:
                own = [
                    node.attr
                    for node in ast.walk(top)
                    if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"
                ]
                found.update(name for name in own if own.count(name) == reached[name])
                found -= {name for _, name in _class_names(top)}
    return found


def _private_of(trees, heirs, scripts):
    """Private names that are bound or reached in these classes."""
    found = set()
    for module, tree in trees.items():
        for node in [] if module in scripts else ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in heirs:
                for inner in ast.walk(node):
                    name = getattr(inner, "attr", None) or getattr(inner, "name", None) or ""
                    if name.startswith("_") and not name.startswith("__"):
                        found.add(name)
    return found


def _renamed(module, text, tree, names):
    """The text with its attributes renamed; every line stays where it is."""
    lines = text.encode().split(b"\n")
    edits = []

    def edit(line, start, old):
        if old in names:
            edits.append((line, start, line, start + len(old.encode()), names[old]))

    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            edit(node.end_lineno, (node.end_col_offset or 0) - len(node.attr.encode()), node.attr)
        elif isinstance(node, ast.ClassDef):
            bound = _class_names(node)
            for inner, name in bound:
                start = inner.col_offset
                if not isinstance(inner, ast.Name):
                    start = lines[inner.lineno - 1].index(
                        name.encode(), lines[inner.lineno - 1].index(b"def ", start) + 4
                    )
                edit(inner.lineno, start, name)
            _refuse_use(module, node, {name for _, name in bound if name in names})
    return apply_edits(text, edits)


def _refuse_use(module, top, bound):
    """In the body of a class its names are used bare."""
    todo = list(top.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in bound:
            refuse(module, node, f"{node.id} is used in the body of {top.name}")
        todo += [node.args, *node.decorator_list] if isinstance(node, _FUNCTIONS) else ast.iter_child_nodes(node)


def shorten_public(texts, scripts=(), kept=()):
    """({dotted module name: source} with short attributes, {long name: short name})."""
    trees = {name: ast.parse(text) for name, text in texts.items()}
    names = attribute_names(trees, scripts, kept)
    short = {
        name: text if name in scripts else _renamed(name, text, trees[name], names) for name, text in texts.items()
    }
    return short, names


def usual_first(text):
    """The text of a module with a line in front, which mentions its most used names and does nothing.

    The bytecode numbers names in the order in which they come, and the first 128 numbers take one byte, others two.
    """
    tree = ast.parse(text)
    top = {name for node in tree.body for name in bound_in([node])}
    used: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            used[node.attr] += 1
        elif isinstance(node, _FUNCTIONS):
            used[node.name] += 1
        elif isinstance(node, ast.arg):
            used[node.arg] += 1
        elif isinstance(node, ast.Name) and (node.id in top or hasattr(builtins, node.id)):
            used[node.id] += 1
    names = sorted(used, key=lambda name: (-used[name], name))
    return f"__name__ or __name__.{'.'.join(names[:_ONE_BYTE])}\n{text}"
