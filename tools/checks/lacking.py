"""What MicroPython on a board lacks, found in the syntax tree. Used by core_subset.py on all firmware.

Most of it fails only when the line runs, some only there, so it is better found here. What the compiler itself
refuses (match, positional-only parameters) is in the list too, for the sake of a message that says why.
"""

import ast

LACKING = "MicroPython lacks it"
MODULES = set(
    "typing enum dataclasses functools contextlib traceback abc pathlib itertools datetime inspect operator "
    "decimal fractions statistics textwrap warnings types threading queue subprocess tempfile logging copy string "
    "__future__".split()
)
# Method names that no type of a board has.
METHODS = set(
    "bit_length bit_count ljust rjust zfill removeprefix removesuffix hexdigest casefold expandtabs swapcase "
    "_replace _asdict cast add_note with_traceback isidentifier isprintable".split()
)
# Keyword arguments that a board's version of the function refuses.
KEYWORDS = {
    "from_bytes": {"signed", "byteorder", "bytes"},
    "decode": {"encoding", "errors"},
    "encode": {"encoding", "errors"},
    "zip": {"strict"},
    "open": {"newline", "errors", "closefd", "opener"},
    "dumps": {"indent", "sort_keys", "cls", "default"},
    "dump": {"indent", "sort_keys", "cls", "default"},
    "split": {"sep", "maxsplit"},
    "enumerate": {"iterable"},
}
_SYNTAX = {
    "Match": "match statement",
    "TryStar": "except*",
    "TypeAlias": "type statement",
    "TemplateStr": "t-string",
}


def lacking(node):
    """Yield what a board's MicroPython lacks of this one node; the reason is always LACKING."""
    kind = type(node).__name__
    if kind in _SYNTAX:
        yield _SYNTAX[kind]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        yield from _function(node)
    elif isinstance(node, ast.ClassDef):
        if node.keywords:
            yield "class keyword " + (node.keywords[0].arg or "**")
    elif isinstance(node, ast.Dict) and None in node.keys:
        yield "{**a}"
    elif isinstance(node, ast.Import):
        yield from ("module " + alias.name for alias in node.names if alias.name.split(".")[0] in MODULES)
    elif isinstance(node, ast.ImportFrom):
        if not node.level and (node.module or "").split(".")[0] in MODULES:
            yield "module " + (node.module or "")
    elif isinstance(node, ast.Raise) and node.cause is not None:
        yield "raise ... from"
    elif isinstance(node, ast.Attribute) and node.attr in METHODS:
        yield "." + node.attr
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        yield from (f"{name}({key.arg}=)" for key in node.keywords if key.arg in KEYWORDS.get(name, ()))
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        if isinstance(node.slice, ast.Slice) and node.slice.step is not None:
            yield "storing into a slice with a step"


def _function(node):
    if node.args.posonlyargs:
        yield "positional-only parameter"
    if getattr(node, "type_params", None):
        yield "type parameter"
    if isinstance(node, ast.AsyncFunctionDef):
        own = (inner for statement in node.body for inner in _own_nodes(statement))
        if any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for inner in own):
            yield "asynchronous generator"


def _own_nodes(node):
    """The node and what is inside it, without the bodies of inner functions."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return
    yield node
    for inner in ast.iter_child_nodes(node):
        yield from _own_nodes(inner)
