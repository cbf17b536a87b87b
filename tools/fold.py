"""Folds the integer constants of the firmware into the code that uses them, for the compiled tree of a board.

MicroPython folds a constant only inside one file, and only when its name is private. A name that is shared costs an
entry in the dictionary of every module that imports it, and a look-up at every use: more than a quarter of the heap
that the firmware keeps. Here every ``NAME = <integers>`` at the top of a module is replaced by its value wherever it is
used by that name, and its definition and its imports go. Lines stay where they are, so tracebacks stay true.

A name is left alone when it is bound a second time anywhere in its file, used inside an f-string, or reached as an
attribute of its module by anybody.
"""

import ast
import re

from tools.checks.source import const_int

_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]*$")


class _Module:
    """One file: its tree, and which names may not be folded in it."""

    def __init__(self, text):
        self.text = text
        self.tree = ast.parse(text)
        self.constants = {}  # name -> value, defined here
        self.folded = {}  # name -> value, defined or imported here, replaced here
        self.fixed: set[str | None] = set()
        bound: list[str | None] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.append(node.id)
            elif isinstance(node, ast.alias):
                bound.append(node.asname or node.name)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
                bound.append(node.name)
            elif isinstance(node, ast.arg):
                self.fixed.add(node.arg)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                self.fixed.update(node.names)
            elif isinstance(node, ast.JoinedStr):
                # Positions inside an f-string are not to be relied on.
                self.fixed.update(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
        self.fixed.update(name for name in bound if bound.count(name) > 1)

    def find_constants(self, imported):
        """Fill in the values; imported(statement) gives {local name: value} of an import."""
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom):
                for name, value in imported(node).items():
                    if name not in self.fixed:
                        self.folded[name] = value
            elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name, value = node.targets[0].id, const_int(node.value, self.folded)
                if value is not None and _CONSTANT.match(name) and name not in self.fixed:
                    self.constants[name] = self.folded[name] = value


def fold(texts, scripts=()):
    """{dotted module name: source} -> the same with constants folded.

    Nobody else imports from these modules, so a definition that is used up goes. scripts: names of those among them
    that are run or imported from outside; they keep their own definitions.
    """
    modules = {name: _Module(text) for name, text in texts.items()}
    done = set()

    def prepare(name):
        if name in done:
            return
        done.add(name)
        modules[name].find_constants(imported)

    def imported(node):
        if node.level or node.module not in modules:
            return {}
        prepare(node.module)
        known = modules[node.module].constants
        return {alias.asname or alias.name: known[alias.name] for alias in node.names if alias.name in known}

    for name in modules:
        prepare(name)
    needed = _needed(modules)
    for name in scripts:
        needed.update((name, constant) for constant in modules[name].constants)
    return {name: _rewrite(name, module, modules, needed) for name, module in modules.items()}


def _needed(modules):
    """Definitions that must stay: {(module, name)}, and bare names that somebody reaches as an attribute."""
    needed: set[object] = set()
    for module in modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute):
                needed.add(node.attr)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) not in module.folded or node not in module.tree.body:
                        needed.add((node.module, alias.name))
                    if alias.name == "*" and node.module in modules:
                        needed.update((node.module, name) for name in modules[node.module].constants)
    return needed


def _rewrite(name, module, modules, needed):
    """Source of one module with its constants folded."""
    edits = []  # (first line, column, last line, column, new text), columns in bytes
    gone = set()
    for node in module.tree.body:
        new = None
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            target = node.targets[0].id
            spare = target not in needed and (name, target) not in needed
            if len(node.targets) == 1 and target in module.constants and spare:
                new = ""
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            kept = [alias for alias in node.names if (alias.asname or alias.name) not in module.folded]
            if len(kept) < len(node.names):
                names = ", ".join(a.name + (f" as {a.asname}" if a.asname else "") for a in kept)
                new = f"from {node.module} import {names}" if kept else ""
        if new is not None:
            gone.update(ast.walk(node))
            lines = node.end_lineno - node.lineno
            edits.append((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, new + "\n" * lines))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in module.folded:
            if node not in gone:
                value = module.folded[node.id]
                text = str(value) if value >= 0 else f"({value})"
                edits.append((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, text))
    text = apply_edits(module.text, edits)
    ast.parse(text)
    return text


def apply_edits(text, edits):
    lines = text.encode().split(b"\n")
    for first, start, last, end, new in sorted(edits, reverse=True):
        joined = lines[first - 1][:start] + new.encode() + lines[last - 1][end:]
        lines[first - 1 : last] = joined.split(b"\n")
    return b"\n".join(lines).decode()


def is_empty(text):
    """True when a module has nothing left but its docstring."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in ast.parse(text).body)
