"""Names and scopes, for the tools that rewrite the firmware for a board: what is bound where; new names for globals.

What cannot be told apart safely is refused with a NameError.
"""

import ast
import builtins
import keyword
from itertools import product

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)


def refuse(module, node, why):
    raise NameError(f"{module}:{node.lineno}: {why}")


def short_names(taken):
    """Endless: a, b, ..., aa, ab, ... without keywords, builtins and what is taken."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    size = 1
    while True:
        for parts in product(letters, repeat=size):
            name = "".join(parts)
            if name not in taken and not keyword.iskeyword(name) and not hasattr(builtins, name):
                yield name
        size += 1


def bound_in(body):
    """Names that statements bind in their own scope, by any means."""
    found = set()
    todo = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)) and node.name:
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
        if not isinstance(node, _SCOPES):
            todo += ast.iter_child_nodes(node)
    return found


class Rename(ast.NodeTransformer):
    """Gives the globals of a module new names, wherever they are not hidden by a local of the same name.

    table: {name: new name}. A local that would hide a new name is refused.
    """

    def __init__(self, module, table):
        self.module = module
        self.table = table
        self.scopes = []  # (names bound there, it is a class)

    def _global(self, name):
        """The new name of what name means here."""
        for i in range(len(self.scopes) - 1, -1, -1):
            names, is_class = self.scopes[i]
            if name in names and (not is_class or i == len(self.scopes) - 1):
                return name
        return self.table.get(name, name)

    def visit_Name(self, node):
        new = self._global(node.id)
        if self.scopes and self.scopes[-1][1] and isinstance(node.ctx, ast.Load):
            names = self.scopes[-1][0]
            if (node.id in names and node.id in self.table) or (new != node.id and new in names):
                refuse(self.module, node, f"{node.id} may be the class's or the module's")
        if new != node.id and any(new in names for names, is_class in self.scopes if not is_class):
            refuse(self.module, node, f"{node.id} would be hidden by a local {new}")
        node.id = new
        return node

    def visit_Global(self, node):
        node.names = [self.table.get(name, name) for name in node.names]
        return node

    def _function(self, node):
        args = node.args
        names = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg) if arg}
        for outside in (*args.defaults, *(default for default in args.kw_defaults if default)):
            self.visit(outside)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        names |= bound_in(body)
        names -= {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}
        self._inside(names, False, body)
        return node

    def _inside(self, names, is_class, nodes):
        self.scopes.append((names, is_class))
        for node in nodes:
            self.visit(node)
        self.scopes.pop()

    def visit_FunctionDef(self, node):
        for outside in node.decorator_list:
            self.visit(outside)
        self._function(node)
        node.name = self._global(node.name)
        return node

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        if node.name:
            node.name = self._global(node.name)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_Lambda = _function

    def visit_ClassDef(self, node):
        for outside in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(outside)
        self._inside(bound_in(node.body), True, node.body)
        node.name = self._global(node.name)
        return node

    def _comprehension(self, node):
        names = set()
        for generator in node.generators:
            names |= bound_in([generator.target])
        self.visit(node.generators[0].iter)  # the one part that is evaluated outside
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for i, generator in enumerate(node.generators):
            parts += [generator.target, *generator.ifs, *([generator.iter] if i else [])]
        self._inside(names, False, parts)
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension
