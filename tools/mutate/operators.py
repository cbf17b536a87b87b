"""Mutants of one source file: small changes, each exactly at its place; the rest of the text stays as it is."""

import ast
import re
from dataclasses import dataclass

from tools.mutate.swaps import ARITHMETIC, BOUNDARY, COMPARISON, NEGATED, family_of, twins


@dataclass(frozen=True, order=True)
class Mutant:
    """One change. start and end are byte offsets into the file, first and last the lines of its statement."""

    file: str
    function: str  # "Guards._keep"; empty at the level of the module
    operator: str
    line: int
    start: int
    end: int
    new: str
    original: str  # the lines it touches, as one
    mutated: str
    first: int
    last: int
    name: str  # of the module's constant that is changed, else empty

    def apply(self, source):
        """The source, as bytes, with this change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


def mutants(file, source):
    """All mutants of a source (bytes), in the order of their places."""
    tree = ast.parse(source)
    finder = _Finder(file, source, tree)
    finder.visit(tree)
    found = {}
    for mutant in finder.found:
        found.setdefault((mutant.start, mutant.end, mutant.new), mutant)
    return sorted(found.values(), key=lambda mutant: (mutant.start, mutant.end, mutant.new))


def sound(mutant, source):
    """True when it compiles and differs from the source in more than its text; too slow to be asked of every one."""
    try:
        return ast.dump(ast.parse(mutant.apply(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


class _Finder(ast.NodeVisitor):
    def __init__(self, file, source, tree):
        self.file = file
        self.source = source
        self.found: list[Mutant] = []
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.scope: list[str] = []
        self.lines = (1, 1)  # of the statement
        self.name = ""
        self.stored: set[str] = set()  # local names that have a value before the statement
        nodes = list(ast.walk(tree))
        self.attributes = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
        self.names = {node.id for node in nodes if isinstance(node, ast.Name)}
        self.names |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        self.locals: set[str] = set()

    # --- places ------------------------------------------------------------------------------------------------------
    def span(self, node):
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def put(self, operator, span, new):
        """Note a mutant: bytes span[0]..span[1] become new."""
        start, end = span
        first = self.source.rfind(b"\n", 0, start) + 1
        last = self.source.find(b"\n", end)
        last = len(self.source) if last < 0 else last
        text = self.source
        original = _plain(text[first:last])
        mutated = _plain(text[first:start] + new.encode() + text[end:last])
        line = text.count(b"\n", 0, start) + 1
        function = ".".join(self.scope)
        at = (self.file, function, operator, line, start, end, new, original, mutated, *self.lines, self.name)
        self.found.append(Mutant(*at))

    def token(self, operator, left, right, pattern, new):
        """Replace the operator that stands between two nodes."""
        start = self.span(left)[1]
        found = re.search(pattern, self.source[start : self.span(right)[0]])
        if found:
            self.put(operator, (start + found.start(), start + found.end()), new)

    # --- statements --------------------------------------------------------------------------------------------------
    def visit(self, node):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
            self.lines = (node.lineno, last)
            self.statement(node)
        super().visit(node)
        if isinstance(node, ast.stmt):
            self.stored |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}

    def visit_FunctionDef(self, node):
        outer = self.stored, self.locals
        self.scope.append(node.name)
        self.stored = set()
        self.locals = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | {a.arg for a in node.args.args}
        self.block(node.body)
        self.scope.pop()
        self.stored, self.locals = outer

    def visit_ClassDef(self, node):
        self.scope.append(node.name)
        self.block(node.body)
        self.scope.pop()

    def block(self, body):
        for node in body:
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                self.visit(node)

    def visit_ImportFrom(self, node):
        pass

    def statement(self, node):
        """Deletions."""
        inside = bool(self.scope) and self.scope[-1] != "__init__"
        if isinstance(node, (ast.Break, ast.Continue)) or (isinstance(node, ast.Return) and node.value is None):
            self.put("deletion", self.span(node), "pass")
        elif isinstance(node, ast.Return) and not _plainly_constant(node.value):
            self.put("return value", self.span(node), "return 0")
        elif inside and isinstance(node, (ast.AugAssign, ast.Expr)):
            self.put("deletion", self.span(node), "pass")
        elif inside and isinstance(node, ast.Assign):
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            # A local name without a value would fail at once and prove nothing.
            if all(name in self.stored for name in names) and not any(isinstance(t, ast.Tuple) for t in node.targets):
                self.put("deletion", self.span(node), "pass")

    def visit_Assign(self, node):
        module = not self.scope and isinstance(node.targets[0], ast.Name)
        self.name = node.targets[0].id if module else ""
        self.generic_visit(node)
        self.name = ""

    def visit_AugAssign(self, node):
        if type(node.op) in ARITHMETIC:
            old, new = ARITHMETIC[type(node.op)]
            self.token("arithmetic", node.target, node.value, re.escape(old).encode() + b"=", new + "=")
        self.generic_visit(node)

    def visit_If(self, node):
        self.condition(node.test)
        self.generic_visit(node)

    visit_IfExp = visit_If

    def visit_While(self, node):
        if not isinstance(node.test, ast.Constant):
            self.put("condition", self.span(node.test), "False")
        self.generic_visit(node)

    def condition(self, test):
        self.put("condition", self.span(test), "True")
        self.put("condition", self.span(test), "False")

    # --- expressions -------------------------------------------------------------------------------------------------
    def visit_Compare(self, node):
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if type(op) in BOUNDARY:
                self.token("boundary", left, right, COMPARISON, BOUNDARY[type(op)])
            if type(op) in NEGATED:
                self.token("negation", left, right, COMPARISON, NEGATED[type(op)])
            left = right
        self.generic_visit(node)

    def visit_BinOp(self, node):
        # "%" behind a text and "*" behind a list are no arithmetic.
        plain = _number(node.left) or not isinstance(node.left, (ast.Constant, ast.List))
        if plain and type(node.op) in ARITHMETIC:
            old, new = ARITHMETIC[type(node.op)]
            self.token("arithmetic", node.left, node.right, re.escape(old).encode(), new)
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        both = isinstance(node.op, ast.And)
        old, new = (rb"\band\b", "or") if both else (rb"\bor\b", "and")
        for left, right in zip(node.values, node.values[1:]):
            self.token("and/or", left, right, old, new)
        for value in node.values:
            self.put("condition", self.span(value), "True" if both else "False")
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        start, end = self.span(node)
        if isinstance(node.op, ast.Not):
            gap = len(self.source[start + 3 : end]) - len(self.source[start + 3 : end].lstrip())
            self.put("not", (start, start + 3 + gap), "")
        elif isinstance(node.op, ast.USub) and _number(node.operand):
            self.number(node, -node.operand.value)
            return
        elif isinstance(node.op, ast.USub):
            self.put("arithmetic", (start, start + 1), "")
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, bool):
            self.put("constant", self.span(node), str(not node.value))
        elif isinstance(node.value, int):
            self.number(node, node.value)

    def number(self, node, value):
        operator = "module constant" if self.name else "constant"
        # Here -1 stands for never, and so would -2.
        ways = {0, 1} if value == -1 else {value + 1, value - 1, value * 2, 0}
        for new in sorted(ways - {value}):
            self.put(operator, self.span(node), str(new))

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load):
            return
        known = self.locals if node.id in self.locals and not node.id.isupper() else self.names
        found = [twin for twin in twins(node.id) if twin in known]
        if found:
            self.put("twin name", self.span(node), found[0])
        elif family_of(node.id):
            family = sorted(name for name in self.names if family_of(name) == family_of(node.id))
            if len(family) > 1:
                self.put("named constant", self.span(node), family[(family.index(node.id) + 1) % len(family)])

    def visit_Attribute(self, node):
        base = ast.unparse(node.value)
        for twin in twins(node.attr):
            if f"{base}.{twin}" in self.attributes:
                start, end = self.span(node)
                self.put("twin attribute", (end - len(node.attr), end), twin)
        self.generic_visit(node)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
            self.put("min/max", self.span(node.func), "max" if node.func.id == "min" else "min")
        self.generic_visit(node)


def _plain(text):
    """Lines of source as one, without their comments."""
    return " ".join(re.sub(r"\s+#.*", "", line).strip() for line in text.decode().splitlines())


def _plainly_constant(node):
    """A literal, or a name in capitals: these have operators of their own."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def _number(node):
    return isinstance(node, ast.Constant) and type(node.value) is int
