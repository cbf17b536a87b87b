"""Gives names that nobody else uses short ones, for the compiled tree of a board.

MicroPython keeps every distinct name once, with some 7 bytes beside it, in a table that doubles when it is full. So
here each module names its private functions and variables, each class what it keeps to itself, and each function its
arguments _a, _b, ...: the same few names everywhere. Lines stay, and so do the names of public functions and classes.

A private name may be used in its own file only, and as an attribute only as ``self._name`` in the class that binds it.
Anything else is refused with a NameError: it would fail on the board alone. A public attribute is shortened too when it
is plain data and no other file and no other class mentions it. Left alone are: names that a script mentions or an
f-string uses, classes that inherit or are inherited from, arguments that are passed by name anywhere, and the
arguments of functions with an inner scope.
"""

import ast

from tools.fold import apply_edits
from tools.scopes import refuse

_BY_NAME = ("getattr", "setattr", "hasattr", "delattr")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAMED = (*_FUNCTIONS, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_INNER = (*_NAMED, *_COMPREHENSIONS, ast.Lambda, ast.Global, ast.Nonlocal)


def _private(name):
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _mapping(names, taken):
    """{name: short one that is not taken}: _a .. _z, then _aa ..."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    short = ("_" + first + last for first in ("", *letters) for last in letters)
    return dict(zip(dict.fromkeys(names), (name for name in short if name not in taken)))


class _Shared:
    """What all files together say about names."""

    def __init__(self, trees, scripts):
        self.keywords = set()
        self.strings = set()
        self.inherited = set()
        self.by_scripts = set()  # what scripts import, or reach as an attribute
        self.reached = {}  # attribute: how often it is reached
        for module, tree in trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.keyword):
                    self.keywords.add(node.arg)
                elif isinstance(node, ast.ClassDef):
                    self.inherited.update(getattr(base, "id", getattr(base, "attr", "")) for base in node.bases)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    self.strings.add(node.value)
                elif isinstance(node, ast.Attribute):
                    self.reached[node.attr] = self.reached.get(node.attr, 0) + 1
                    if module in scripts:
                        self.by_scripts.add(node.attr)
                elif isinstance(node, ast.alias) and module in scripts:
                    self.by_scripts.add(node.name)


class _Module:
    """The edits that one file needs."""

    def __init__(self, name, text, shared):
        self.name = name
        self.text = text
        self.lines = text.encode().split(b"\n")
        self.tree = ast.parse(text)
        self.shared = shared
        self.edits = []
        self.taken: set[str | None] = set()  # every identifier of the file
        self.taken_by_globals = set()  # short names given to the module's own: no argument may hide one
        self.fixed = set()  # those identifiers that an f-string uses: positions in there are not to be relied on
        for node in ast.walk(self.tree):
            for field in ("id", "attr", "arg", "name", "asname"):
                self.taken.add(getattr(node, field, None))
            if isinstance(node, ast.JoinedStr):
                self.fixed.update(getattr(inner, "id", getattr(inner, "attr", "")) for inner in ast.walk(node))

    def shortened(self):
        """The new text."""
        self._refuse_hidden()
        self._globals()
        self._attributes()
        self._arguments()
        text = apply_edits(self.text, self.edits)
        ast.parse(text)
        return text

    def _refuse(self, node, why):
        refuse(self.name, node, why)

    def _refuse_hidden(self):
        """What would use a name without spelling it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                if any(keyword.arg is None for keyword in node.keywords):
                    self._refuse(node, "** hides which arguments are passed by name")
                name = getattr(node.func, "id", "")
                if name in _BY_NAME and not isinstance(node.args[1], ast.Constant):
                    self._refuse(node, f"{name} with a computed name")
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if _private(alias.name):
                        self._refuse(node, f"{alias.name} is private to another file")
            elif isinstance(node, ast.ClassDef) and node not in self.tree.body:
                self._refuse(node, "a class inside of something")

    def _may(self, name, node):
        """True when a private name may be shortened."""
        if name in self.shared.strings:
            self._refuse(node, f"{name} is also written as a string")
        return name not in self.shared.by_scripts and name not in self.fixed

    def _replace(self, node, start, old, new):
        """Edit: identifier old, the first one in the line of node from column start on, becomes new."""
        at = self.lines[node.lineno - 1].index(old.encode(), start)
        self.edits.append((node.lineno, at, node.lineno, at + len(old.encode()), new))

    # --- private functions, classes and variables of the module ------------------------------------------------------
    def _globals(self):
        own: dict[str, ast.stmt] = {}
        for node in self.tree.body:
            if isinstance(node, _NAMED):
                own[node.name] = node
            elif isinstance(node, ast.Assign):
                own |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
        elsewhere = self._bound_elsewhere()
        names = [name for name, node in own.items() if _private(name) and self._may(name, node)]
        short = _mapping([name for name in names if name not in elsewhere], self.taken)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and node.id in short:
                self._replace(node, node.col_offset, node.id, short[node.id])
        for node in self.tree.body:
            if isinstance(node, _NAMED) and node.name in short:
                self._replace(node, node.col_offset, node.name, short[node.name])
        self.taken_by_globals = set(short.values())

    def _bound_elsewhere(self):
        """Names that are bound below the top level as well, or imported: not told apart from the module's own."""
        found = set()
        plain = set(self.tree.body)
        for top in self.tree.body:
            if isinstance(top, ast.ClassDef):
                plain.update(node for node in top.body if isinstance(node, _FUNCTIONS))
        for node in ast.walk(self.tree):
            if isinstance(node, (*_NAMED, ast.ExceptHandler, ast.alias)) and node not in plain:
                found.add(getattr(node, "asname", None) or node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                found.update(node.names)
        for top in self.tree.body:
            if isinstance(top, _NAMED):
                for node in ast.walk(top):
                    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                        found.add(node.id)
        return found

    # --- what a class keeps to itself --------------------------------------------------------------------------------
    def _attributes(self):
        inside = set()
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef):
                inside.update(self._class(node))
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and _private(node.attr) and node not in inside:
                self._refuse(node, f"{node.attr} is not reached as self.{node.attr} in its class")

    def _class(self, top):
        """Shorten in one class; return the attributes of self in it."""
        methods = {node.name: node for node in top.body if isinstance(node, _FUNCTIONS)}
        own = [
            node
            for method in methods.values()
            for node in ast.walk(method)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
        ]
        if top.bases or top.name in self.shared.inherited:
            return own
        data = {node.attr for node in own if isinstance(node.ctx, ast.Store)} - set(methods)
        for node in own:
            if _private(node.attr) and node.attr not in data and node.attr not in methods:
                self._refuse(node, f"{top.name} does not bind {node.attr} itself")
        for statement in top.body:
            for inner in [] if isinstance(statement, _FUNCTIONS) else ast.walk(statement):
                if isinstance(inner, ast.Name) and _private(inner.id) and inner.id in methods:
                    self._refuse(inner, f"{inner.id} is used in the body of {top.name}")
        reached = [node.attr for node in own]
        names = [name for name in [*methods, *reached] if _private(name) and self._may(name, top)]
        # Only data: methods with public names may be called by the interpreter itself.
        names += [name for name in reached if name in data and not _private(name) and self._only(name, reached)]
        short = _mapping(names, self.taken)
        for name, method in methods.items():
            if name in short:
                self._replace(method, method.col_offset, name, short[name])
        for node in own:
            if node.attr in short:
                self._replace(node, node.value.end_col_offset, node.attr, short[node.attr])
        return own

    def _only(self, name, reached):
        """True when a public attribute is reached nowhere but in this list."""
        shared = self.shared
        return not name.startswith("__") and reached.count(name) == shared.reached[name] and name not in shared.strings

    # --- arguments ---------------------------------------------------------------------------------------------------
    def _arguments(self):
        taken = self.taken | self.taken_by_globals
        for function in ast.walk(self.tree):
            if not isinstance(function, _FUNCTIONS):
                continue
            inside = [node for node in ast.walk(function) if node is not function]
            if any(isinstance(node, _INNER) for node in inside):
                continue
            names = [node.arg for node in inside if isinstance(node, ast.arg)]
            kept = self.shared.keywords | self.fixed | {"self"}
            short = _mapping([name for name in names if name not in kept], taken)
            for node in inside:
                if isinstance(node, ast.arg) and node.arg in short:
                    self._replace(node, node.col_offset, node.arg, short[node.arg])
                elif isinstance(node, ast.Name) and node.id in short:
                    self._replace(node, node.col_offset, node.id, short[node.id])


def shorten(texts, scripts=()):
    """{dotted module name: source} -> the same with short names; scripts: names of those that stay as they are."""
    shared = _Shared({name: ast.parse(text) for name, text in texts.items()}, scripts)
    return {name: text if name in scripts else _Module(name, text, shared).shortened() for name, text in texts.items()}
