"""Makes one file of the modules that a board always loads, for the compiled tree of a board.

Every compiled module costs some 150 bytes of its own: module, dictionary, tables of names and constants, its path. So
the modules that ``root`` needs from the start are put one behind the other, in the order of their imports, and what was
global to a module gets a name of one or two letters that is its own in the whole file. Imports among them go, imports
from them by others lead to the file. Modules that are imported only inside of functions stay files of their own.

Written anew, a statement is a line: comments and docstrings are gone, and the table of lines in the bytecode
is smaller. The result tells where each line came from (tools/where.py reads it back from a traceback).

What cannot be told apart safely is refused with a NameError: it would fail on the board alone.
"""

import ast
import builtins
from collections import namedtuple

from tools.fold import apply_edits
from tools.scopes import Rename, bound_in, refuse, short_names

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OWN_NAME = ("__name__", "__file__", "__path__")
_OF_CLASSES = ("__module__", "__qualname__")

# texts: {dotted name: source}. lines: {dotted name: [(module, line) of line 1, of line 2, ...]}.
# order: what the bundle is made of, in its order. names: {(module, name): short name} of globals.
Bundle = namedtuple("Bundle", "texts lines order names")


class _Module:
    """One module: its tree, and what each of its global names means."""

    def __init__(self, name, text):
        self.name = name
        self.tree = ast.parse(text)
        _without_words(self.tree)
        self.own = set()  # globals that it binds itself
        self.imports = {}  # local name: (module, name) that it is imported from; name None: the module itself
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if node.level or alias.name == "*":
                        refuse(name, node, "imports must say what they import, and from where")
                    self._imported(node, alias.asname or alias.name, (node.module, alias.name))
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if "." in alias.name and not alias.asname:
                        refuse(name, node, f"import {alias.name} without a name for it")
                    self._imported(node, alias.asname or alias.name, (alias.name, None))
            else:
                self.own |= bound_in([node])
        for both in self.own & set(self.imports):
            refuse(name, self.tree.body[0], f"{both} is imported and bound again")
        top = set(self.tree.body)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Global):
                self.own.update(node.names)
            elif isinstance(node, ast.NamedExpr):
                refuse(name, node, "an assignment inside of an expression")
        self.nested = [
            node for node in ast.walk(self.tree) if isinstance(node, (ast.Import, ast.ImportFrom)) and node not in top
        ]

    def _imported(self, node, local, meaning):
        if self.imports.get(local, meaning) != meaning:
            refuse(self.name, node, f"{local} is imported twice")
        self.imports[local] = meaning

    def check(self):
        """Refuse what would not survive in a common file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and node.id in _OWN_NAME:
                refuse(self.name, node, f"{node.id} is another in a common file")
            elif isinstance(node, ast.Name) and node.id in ("globals", "locals", "eval", "exec", "__import__"):
                refuse(self.name, node, f"{node.id} reaches names without spelling them")
        for node in self.nested:
            if not any(node in ast.walk(top) for top in self.tree.body if isinstance(top, _SCOPES)):
                refuse(self.name, node, "an import under a condition")


def _without_words(tree):
    """Drop docstrings, and what every class keeps about itself: two entries of its dictionary that nobody reads."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                del node.body[0]
                if not node.body and not isinstance(node, (ast.Module, ast.ClassDef)):
                    node.body.append(ast.copy_location(ast.Pass(), first))
        if isinstance(node, ast.ClassDef) and not (node.body and isinstance(node.body[0], ast.Delete)):
            names = [ast.Name(name, ast.Del()) for name in _OF_CLASSES]
            node.body.insert(0, ast.Delete([ast.copy_location(name, node) for name in names]))
            ast.copy_location(node.body[0], node)


def start_order(modules, root):
    """Modules of our own that are loaded with root, each after those that it imports; root comes last."""
    order = []
    seen = set()

    def add(name):
        if name in modules and name not in seen:
            seen.add(name)
            for module, wanted in modules[name].imports.values():
                add(module)
                add(f"{module}.{wanted}")
            order.append(name)

    add(root)
    return order


class _Bundler:
    def __init__(self, texts, root, target, apart, scripts):
        self.modules = {name: _Module(name, text) for name, text in texts.items() if name not in scripts}
        self.scripts = {name: texts[name] for name in scripts}
        self.target = target
        self.order = [name for name in start_order(self.modules, root) if name not in apart]
        self.names = {}
        trees = {name: module.tree for name, module in self.modules.items()}
        for name, tree in (trees | {name: ast.parse(text) for name, text in self.scripts.items()}).items():
            for node in ast.walk(tree):
                if isinstance(node, ast.Import) and any(alias.name in self.modules for alias in node.names):
                    refuse(name, node, "a module as a whole")

    def resolve(self, module, name):
        """(module, name) where a global was bound in the first place."""
        if module in self.modules and name in self.modules[module].imports:
            return self.resolve(*self.modules[module].imports[name])
        if module in self.modules and name not in self.modules[module].own:
            raise NameError(f"{module} has no {name}")
        return module, name

    def public_names(self):
        """Globals that a script reaches as attributes of their module keep their names: {(module, name): name}."""
        kept = {}
        for text in self.scripts.values():
            tree = ast.parse(text)
            whole = {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom):
                    whole |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    module = whole.get(node.value.id)
                    if module in self.order:
                        kept[self.resolve(module, node.attr)] = node.attr
        return kept

    def name_globals(self):
        """Choose the names of the bundle, which no other file and no local has."""
        self.names = self.public_names()
        taken = set(self.names.values())
        if len(taken) < len(self.names) or any(hasattr(builtins, name) for name in taken):
            raise NameError(f"scripts use two globals of one name, or of a builtin's: {sorted(self.names)}")
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Name):
                    taken.add(node.id)
                elif isinstance(node, ast.arg):
                    taken.add(node.arg)
                elif isinstance(node, ast.alias):
                    taken.update((node.name, node.asname))
        short = short_names(taken)
        for name in self.order:
            for own in sorted(self.modules[name].own):
                if (name, own) not in self.names:
                    self.names[name, own] = next(short)

    def home(self, module):
        """Name of the file in which a module lies."""
        return self.target if module in self.order else module

    def table(self, module):
        """{global name of this module: name after bundling}."""
        table = {name: self.names[module.name, name] for name in module.own if (module.name, name) in self.names}
        for local, (origin, wanted) in module.imports.items():
            if origin in self.modules:
                found = self.resolve(origin, wanted)
                if found in self.names:
                    table[local] = self.names[found]
        return table

    def rewritten_import(self, module, node):
        """The import of names, led to where they are now; inside of functions under the local name it had."""
        kept = []
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            if whole in self.modules:
                if module not in self.scripts:
                    refuse(module, node, f"the module {alias.name} as a whole")
                room, _, name = self.home(whole).rpartition(".")
                kept.append((room, ast.alias(name, alias.asname or alias.name)))
                continue
            origin, name = self.resolve(node.module, alias.name) if node.module in self.modules else (node.module, None)
            new = self.names.get((origin, name), alias.name)
            local = alias.asname or alias.name
            known = ast.copy_location(ast.alias(new, local if local != new else None), node)
            kept.append((self.home(origin), known))
        return [
            ast.copy_location(ast.ImportFrom(home, [alias for where, alias in kept if where == home], 0), node)
            for home in dict.fromkeys(home for home, _ in kept)
        ]

    def imports(self, module, in_bundle):
        """The statements of a module, its imports rewritten; those from the bundle itself are left out in there."""
        body = []
        for node in module.tree.body:
            if isinstance(node, ast.ImportFrom):
                for new in self.rewritten_import(module.name, node):
                    if new.module != self.target:
                        body.append(new)
                    elif not in_bundle:
                        for alias in new.names:
                            alias.asname = None  # its uses are renamed
                        body.append(new)
            else:
                body.append(node)
        return body

    def run(self):
        """All of it."""
        self.name_globals()
        trees = {}
        outside = {}  # local name: what every module of the bundle means by it
        common = []
        imported = set()  # from outside
        for name in [*self.order, *(name for name in self.modules if name not in self.order)]:
            module = self.modules[name]
            in_bundle = name in self.order
            for node in module.nested:
                if isinstance(node, ast.ImportFrom):
                    new = self.rewritten_import(name, node)
                    if len(new) > 1:
                        refuse(name, node, "its names lie in several files")
                    node.module, node.names = new[0].module, new[0].names
            Rename(name, self.table(module)).visit(module.tree)
            body = self.imports(module, in_bundle)
            if not in_bundle:
                trees[name] = [(name, node) for node in body]
                continue
            module.check()
            for local, meaning in module.imports.items():
                if meaning[0] not in self.modules:
                    if outside.setdefault(local, meaning) != meaning or hasattr(builtins, local):
                        refuse(name, module.tree.body[0], f"{local} means something else in another module")
            for node in body:
                text = ast.unparse(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else None
                if text is None or text not in imported:
                    common.append((name, node))
                imported.add(text)
        trees[self.target] = common
        done = {name: _written(body) for name, body in trees.items()}
        texts = {name: text for name, (text, _) in done.items()}
        texts |= {name: self.script(name, text) for name, text in self.scripts.items()}
        return Bundle(texts, {name: lines for name, (_, lines) in done.items()}, self.order, self.names)

    def is_ours(self, node):
        """An import from our modules, or of one of them."""
        return node.module in self.modules or any(f"{node.module}.{alias.name}" in self.modules for alias in node.names)

    def script(self, name, text):
        """A script keeps its text; only its imports lead elsewhere."""
        edits = []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and self.is_ours(node):
                new = "; ".join(ast.unparse(one) for one in self.rewritten_import(name, node))
                new += "\n" * ((node.end_lineno or 0) - node.lineno)
                edits.append((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, new))
        return apply_edits(text, edits)


def _written(body):
    """(text, [(module, line) per line]) of [(module, statement)], one line for each statement."""
    text, lines = [], []
    for module, node in body:
        part = "\n".join(line for line in ast.unparse(node).split("\n") if line)
        (again,) = ast.parse(part).body
        if ast.dump(again) != ast.dump(node):
            refuse(module, node, "cannot be written anew")
        here: list = [None] * (part.count("\n") + 1)
        for old, new in zip(ast.walk(node), ast.walk(again)):
            if hasattr(new, "lineno"):
                known = here[new.lineno - 1]
                was = getattr(old, "lineno", 0)
                here[new.lineno - 1] = was if known is None else min(known, was)
        for i, line in enumerate(here):
            here[i] = line if line is not None else here[i - 1]
        text.append(part)
        lines += [(module, line) for line in here]
    return "".join(part + "\n" for part in text), lines


def bundle(texts, root, target, apart=(), scripts=()):
    """{dotted module name: source} -> Bundle, with the module target instead of those that root always needs.

    apart: modules that stay files of their own though they are always loaded. scripts: names of texts that keep their
    own names and lines.
    """
    return _Bundler(texts, root, target, apart, scripts).run()
