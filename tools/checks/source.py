"""What the source checks share: which files there are, what a finding looks like, how a check ends."""

import ast
import operator
import sys
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Finding = namedtuple("Finding", "path line what why")


_UNARY: dict = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.inv}
_BINARY: dict = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.Pow: operator.pow,
}


def const_int(node, names=None):
    """Value of an expression of integer literals and known names, const() included; None when it is anything else."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.Name):
        return (names or {}).get(node.id)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "const" and len(node.args) == 1:
        return const_int(node.args[0], names)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        value = const_int(node.operand, names)
        return None if value is None else _UNARY[type(node.op)](value)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = const_int(node.left, names), const_int(node.right, names)
        if left is None or right is None:
            return None
        if isinstance(node.op, (ast.Pow, ast.LShift, ast.RShift)) and not 0 <= right < 100:
            return None
        if isinstance(node.op, (ast.FloorDiv, ast.Mod)) and right == 0:
            return None
        return _BINARY[type(node.op)](left, right)
    return None


def files(*folders):
    """Python files below the folders, as sorted paths relative to the root with forward slashes."""
    found = []
    for folder in folders:
        found += (path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.py"))
    return sorted(found)


def check_files(paths, check):
    """All findings of check(path, tree) over the files."""
    findings = []
    for path in paths:
        findings += check(path, ast.parse((ROOT / path).read_text(encoding="utf-8"), path))
    return findings


def report(title, n_files, findings):
    """Print the findings as file:line: what, why; return the exit code. No file at all is a failure too."""
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.what}, {finding.why}")
    if not n_files:
        print("no file found")
    print(f"{title}: {n_files} files, {len(findings)} findings")
    return 1 if findings or not n_files else 0


def run(title, paths, check):
    """The main() of a check: judge the files and leave with the exit code."""
    sys.exit(report(title, len(paths), check_files(paths, check)))
