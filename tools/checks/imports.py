"""Imports go one way:  python -m tools.checks.imports

Everyone may use tandem.ports. The rooms of the firmware know nothing of each other; only app.py knows them all, except
the drivers, which a board's entry file hands to it. The host side imports the firmware, never the reverse.
"""

import ast

from tools.checks.source import Finding, files, run

# Room of firmware/ -> rooms that it may import, beside itself. update verifies with the launcher's own code.
MAY_IMPORT = {
    "ports": (),
    "kernel": ("ports",),
    "control": ("ports",),
    "links": ("ports", "launcher"),  # of the launcher the codec of SMP, which its safe mode speaks too
    "drivers": ("ports",),
    "update": ("ports", "launcher"),
    "app": ("ports", "kernel", "control", "links", "update", "intervention", "trial"),
    "hil": ("ports", "app", "launcher"),
    "serve": ("ports", "kernel", "control", "app", "hil", "flight", "spent"),
    "spent": (),
    "flight": ("ports", "kernel"),
    "intervention": ("ports", "kernel", "control"),  # a part of app.py that few houses load
    "trial": ("ports", "control", "launcher"),  # what an installer tries; given back after
    "launcher": (),
}
HOST = ("host_sim", "tools", "tests")
# Modules that only a board has. The launcher runs before the drivers, so it has its own few lines for the hardware.
HARDWARE = set("machine esp esp32 network bluetooth espnow onewire ds18x20 dht neopixel flashbdev".split())
HARDWARE_ROOMS = ("drivers", "launcher")
# A room in this table may import these outside modules and no others.
ONLY = {
    "ports": ("micropython", "array", "struct"),
    "control": ("micropython", "array", "struct"),
}
NEVER = {
    "kernel": {
        "asyncio": "the kernel is stepped, it never waits",
        "time": "the kernel is told the time",
        "utime": "the kernel is told the time",
    },
}


def room_of(path):
    """Room of a firmware file, "" for the package itself, None for a file that belongs nowhere."""
    parts = path.split("/")
    if parts[1] in ("launcher", "main.py", "boot.py"):
        return "launcher"
    if parts[1] != "tandem" or len(parts) < 3:
        return None
    if len(parts) == 3:
        name = parts[2].removesuffix(".py")
        return name if name in MAY_IMPORT else {"__init__": ""}.get(name)
    return parts[2] if parts[2] in MAY_IMPORT else None


def imported(path, tree):
    """[(line, dotted name)] of everything a file imports; "*unknown*" for a computed name."""
    package = path.split("/")[1:-1] if path.startswith("firmware/") else path.split("/")[:-1]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join(base + ([node.module] if node.module else []))
            # "from tandem import kernel" and "from . import x" name the module only in the list.
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__import__":
            name = getattr(node.args[0], "value", None) if node.args else None
            found.append((node.lineno, name if isinstance(name, str) else "*unknown*"))
    return found


def _firmware_problem(room, name):
    """Why a firmware room may not import a dotted name, or None."""
    top, *rest = name.split(".")
    if name == "*unknown*":
        return None if room in ("app", "launcher") else "only app.py may import by a computed name"
    if top in HOST:
        return "firmware never imports the host side"
    if top in ("tandem", "launcher"):
        target = top if top == "launcher" else (rest[0] if rest else "")
        if target and target != room and target not in MAY_IMPORT.get(room, ()):
            return "only app.py knows several rooms" if room != "app" else "app.py gets the drivers passed as ports"
        return None
    if top in HARDWARE and room not in HARDWARE_ROOMS:
        return "only drivers know the hardware"
    if room in ONLY and top not in ONLY[room]:
        return f"{room} may only use {', '.join(ONLY[room])}"
    if top == "asyncio" and room not in NEVER:
        return "nothing waits but the loop, in board.pause()"
    return NEVER.get(room, {}).get(top)


def check(path, tree):
    """Findings in one file."""
    findings = []
    firmware = path.startswith("firmware/")
    room = room_of(path) if firmware else None
    if firmware and room is None:
        findings.append(Finding(path, 1, "file in no room", "every file of the firmware belongs to one room"))
    for line, name in imported(path, tree):
        if firmware:
            why = _firmware_problem(room, name)
        else:
            why = "tests are for testing only" if name.split(".")[0] == "tests" else None
        if why:
            findings.append(Finding(path, line, f"imports {name}", why))
    return findings


if __name__ == "__main__":
    run("imports", files("firmware", "host_sim", "tools"), check)
