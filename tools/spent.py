"""Finds what of the firmware only a start uses, so that a board can give it back before its loop begins.

A board makes its objects once. What does that, ``__init__`` above all, is a tenth of the bytecode and never runs again.
Found is every function and method that the running firmware cannot reach, by names alone: whatever an attribute is
looked up on, all methods of that name count as reached; a class that is mentioned may be made. In what only runs at the
start a call reaches nothing, but all that it hands on does (``attach(self.wake)``). So what is found may be too little,
never too much. A name in a string counts; names that are computed are refused by tools/shorten.py.

The list becomes the body of tandem.spent.forget(), which the start itself calls, as the last thing.
"""

import ast

MODULE = "tandem.spent"
# What the running firmware calls and is the start, or runs in place of the loop.
STARTS = {("tandem.serve", "begin"), ("tandem.hil", "main")}
_INSTEAD = ("tandem.hil",)
_MAIN = ("tandem.serve", "", "main")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Code:
    """All modules and what is reached in them. An item: (module, class or "", function)."""

    def __init__(self, trees):
        self.trees = trees
        self.items = {}  # item: its node
        self.bases = {}  # (module, class): the nodes of what it inherits from
        self.by_name = {}  # name: the methods that an attribute of this name may be
        self.meanings = {}  # module: {local name: {(module, name)}} of what it imports
        self.live = set()
        self.seen = set()
        for module, tree in trees.items():
            known = self.meanings[module] = {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom):
                    for alias in node.names:
                        known.setdefault(alias.asname or alias.name, set()).add((node.module, alias.name))
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    self.bases[module, node.name] = node.bases
                for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
                    if isinstance(inner, _FUNCTIONS):
                        item = module, node.name if inner is not node else "", inner.name
                        self.items[item] = inner
                        if inner is not node:
                            self.by_name.setdefault(inner.name, []).append(item)
        self.inherited = {getattr(base, "id", "") for bases in self.bases.values() for base in bases}

    def mentions(self, module, owner, node):
        """(what, whether it is only called) of all names in a node of a function of this class."""
        alone = self.bases.get((module, owner)) == [] and owner not in self.inherited
        called = {inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute):
                # Something else that is put there under the name of a method was handed on.
                mine = inner.attr.startswith("_") or (module, owner, inner.attr) in self.items
                own = alone and mine and getattr(inner.value, "id", "") == "self"
                if inner.attr != "__init__":  # its class is mentioned, too
                    yield ("attribute", inner.attr, (module, owner) if own else None), inner in called
            elif isinstance(inner, ast.Name):
                for meaning in {(module, inner.id), *self.meanings[module].get(inner.id, ())}:
                    yield ("name", inner.id, meaning), inner in called
            elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield ("attribute", inner.value, None), False

    def reach(self, what):
        """Something that the running firmware mentions."""
        if what in self.seen:
            return
        self.seen.add(what)
        kind, name, place = what
        if kind == "attribute":
            for item in self.by_name.get(name, ()):
                if place is None or item[:2] == place:
                    self.use(item)
        elif place in self.bases:
            self.use((*place, "__init__"))
            for base in self.bases[place]:
                self.reach_all(place[0], "", base)
        elif place not in STARTS:
            self.use((place[0], "", place[1]))

    def use(self, item):
        """A function that may run after the start."""
        if item in self.items and item not in self.live:
            self.live.add(item)
            self.reach_all(item[0], item[1], self.items[item])

    def reach_all(self, module, owner, node):
        for what, _ in self.mentions(module, owner, node):
            self.reach(what)

    def reach_handed_on(self, module, owner, node):
        for what, called in self.mentions(module, owner, node):
            if not called:
                self.reach(what)

    def run(self):
        """Reach what the interpreter calls, what modules and classes do at their start, and what is handed on."""
        for item, node in self.items.items():
            module, owner, name = item
            bases = self.bases.get((module, owner), ())
            known = self.meanings[module]
            names = [ast.unparse(base) for base in bases]
            ours = all(self.bases.keys() & {(module, base), *known.get(base, ())} for base in names)
            if owner and (not ours or (name.startswith("__") and name != "__init__")):
                self.use(item)
            self.reach_handed_on(module, owner, node)
        for module, tree in self.trees.items():
            for top in tree.body:
                for part in top.body if isinstance(top, ast.ClassDef) else [top]:
                    if not isinstance(part, _FUNCTIONS):
                        for what, _ in self.mentions(module, "", part):
                            self.reach(what)
                            self.reach(("attribute", what[1], None))  # in a class its methods are bare names
        self.use(_MAIN)


def spent(texts, scripts, reached):
    """{module: ["Class.method" or "function"]} that only a start uses.

    texts: {dotted name: source} of what a board loads; scripts: texts of what starts it, where every attribute counts
    as reached, and every name that is handed on; reached: attributes that others reach.
    """
    trees = {name: ast.parse(text) for name, text in texts.items() if name not in _INSTEAD}
    code = _Code(trees)
    for number, text in enumerate(scripts):
        name = f"script {number}"
        code.meanings[name] = _Code({name: ast.parse(text)}).meanings[name]
        for what, called in code.mentions(name, "", ast.parse(text)):
            if what[0] == "attribute" or not called:
                code.reach(what)
    for name in reached:
        if not name.startswith("_"):
            code.reach(("attribute", name, None))
    code.run()
    found = {}
    for module, owner, name in sorted(set(code.items) - code.live):
        found.setdefault(module, []).append(f"{owner}.{name}" if owner else name)
    return found


def written(text, found):
    """The source of the module, whose last function gets a body that drops what was found."""
    argument = ast.parse(text).body[-1].args.args[0].arg
    lines = []
    for module, names in sorted(found.items()):
        # As bytes: a text would stay in the interpreter's table of names.
        lines += [f"    module = {argument}.get(str({module.encode()!r}, 'ascii'))", "    if module:"]
        # The dictionary of a class would keep what is deleted, as a value without a key.
        lines += [f"        module.{name} = None" for name in names]
    return "\n".join([text.rstrip("\n"), *lines, ""])
