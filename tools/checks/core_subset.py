"""Holds firmware/tandem/control to integers, no clock, no I/O:  python -m tools.checks.core_subset

What is forbidden there either differs between interpreters, or allocates on a board, or is not the core's business.
The list of what MicroPython lacks (lacking.py) is checked in all of the firmware.
"""

import ast

from tools.checks.lacking import LACKING, lacking
from tools.checks.source import Finding, const_int, files, run

SMALL = 1 << 30  # a board's integers of this size and above are objects on the heap
CLOCK = ("time", "utime", "asyncio", "uasyncio", "datetime")
IO = ("os", "uos", "io", "uio", "socket", "usocket", "sys", "usys", "select", "machine", "random", "urandom")
CALLS = {
    "float": "a board's float has 32 bits",
    "complex": "a board's float has 32 bits",
    "round": "rounds through float",
    "sorted": "sorting is not stable on a board",
    "open": "the core does no I/O",
    "print": "the core does no I/O",
    "input": "the core does no I/O",
    "exec": "the core runs no text",
    "eval": "the core runs no text",
    "hash": "differs between interpreters and runs",
    "id": "differs between interpreters and runs",
    "set": "order differs between interpreters",
    "frozenset": "order differs between interpreters",
}
UNORDERED_METHODS = ("items", "keys", "values", "popitem")
# Calls that walk through their argument.
WALKERS = ("list", "tuple", "iter", "enumerate", "sum", "min", "max", "zip", "any", "all", "map", "filter", "reversed")
ARRAY_CODES = "bBhHi"  # l and L have another size on 64 bits; I, q and Q hold what is an object on a board
ORDER = "order differs between interpreters"
_SIMPLE = {
    ast.Try: ("try", "exceptions allocate; judge the input instead"),
    ast.JoinedStr: ("f-string", "texts live on the host"),
    ast.AsyncFunctionDef: ("async def", "the core never waits"),
    ast.Await: ("await", "the core never waits"),
    ast.SetComp: ("set", ORDER),
}


def dict_names(tree):
    """Names and attributes that are somewhere given a dict or a set."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and _is_unordered(node.value, ()):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                names.add(getattr(target, "id", None) or getattr(target, "attr", None))
    return names - {None}


def _is_unordered(node, names):
    if isinstance(node, (ast.Dict, ast.Set, ast.DictComp, ast.SetComp)):
        return True
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in UNORDERED_METHODS
        return getattr(node.func, "id", "") in ("dict", "set", "frozenset")
    return (getattr(node, "id", None) or getattr(node, "attr", None)) in names


def _walked(node):
    """Expressions that a node walks through."""
    if isinstance(node, (ast.For, ast.comprehension)):
        return [node.iter]
    if isinstance(node, ast.Starred):
        return [node.value]
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WALKERS:
        return node.args
    return []


def _calls(node):
    name = getattr(node.func, "id", "")
    if name in CALLS:
        yield f"{name}()", CALLS[name]
    elif name == "pow" and (len(node.args) < 2 or (const_int(node.args[1]) or -1) < 0):
        yield "pow()", "a negative exponent gives a float, a large one a large integer"
    elif name == "array" and node.args:
        code = getattr(node.args[0], "value", None)
        if not isinstance(code, str) or code not in ARRAY_CODES:
            yield f"array({code!r})", f"only the types {ARRAY_CODES} are the same, and small, everywhere"
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "sort":
        yield ".sort()", "sorting is not stable on a board"
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        yield ".format()", "texts live on the host"


def _numbers(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
        yield f"literal {node.value!r}", "a board's float has 32 bits"
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        right = node.right if isinstance(node, ast.BinOp) else node.value
        if isinstance(node.op, ast.Pow) and (const_int(right) is None or const_int(right) < 0):
            yield "** with this exponent", "a negative exponent gives a float, a large one a large integer"
        if isinstance(node.op, ast.LShift) and (const_int(right) or 0) >= 30:
            yield "shift by 30 or more", "is no small integer on a board"
        left = node.left if isinstance(node, ast.BinOp) else node.target
        if isinstance(node.op, ast.Mod) and isinstance(getattr(left, "value", None), (str, bytes)):
            yield "formatting with %", "texts live on the host"
    value = const_int(node) if isinstance(node, ast.expr) else None
    if value is not None and abs(value) >= SMALL:
        yield f"integer {value}", "is no small integer on a board (2^30 and above)"


def _imports(node):
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    for name in names:
        top = name.split(".")[0]
        if top in CLOCK:
            yield f"imports {name}", "the core reads no clock"
        elif top in IO:
            yield f"imports {name}", "the core does no I/O"
        elif top in ("math", "cmath"):
            yield f"imports {name}", "a board's float has 32 bits"


def core_problems(node, names):
    """Yield (what, why) for one node of a file of the core; names: from dict_names."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
        yield "true division", "gives a float; // and a stated rounding"
    if type(node) in _SIMPLE:
        yield _SIMPLE[type(node)]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from _imports(node)
    if isinstance(node, ast.Call):
        yield from _calls(node)
    yield from _numbers(node)
    for walked in _walked(node):
        if _is_unordered(walked, names):
            yield "walk through a dict or set", ORDER


def check(path, tree):
    """Findings in one file."""
    core = path.startswith("firmware/tandem/control/")
    names = dict_names(tree) if core else ()
    findings = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0) or getattr(getattr(node, "iter", None), "lineno", 0)
        problems = [(what, LACKING) for what in lacking(node)]
        if core:
            problems += core_problems(node, names)
        findings += [Finding(path, line, what, why) for what, why in problems]
    return sorted(set(findings))


if __name__ == "__main__":
    run("core_subset", files("firmware"), check)
