"""Heap and flash of a board: what each set of links needs, what the board has, whether it fits."""

from collections import namedtuple
from functools import cache
from itertools import combinations
from pathlib import Path

from tools.boards.words import BoardError, read_toml

# parts: {name: KB}; kept: KB that stay; least, safe: smallest heap that loads it, low and high estimate; free: KB that
# the board has.
Need = namedtuple("Need", "parts kept least safe free")
SETS = ((), ("smp",), ("opentherm-wire",), ("opentherm-serial",), ("smp", "opentherm-wire"),
        ("smp", "opentherm-serial"))  # fmt: skip
_BY_DRIVER = {
    "relay": ("relay",), "analog": ("analog_out",), "ds18b20": ("ds18b20",), "ntc": ("ntc",),
    "contact": ("contacts",), "pulses": ("pulses",), "modbus-meter": ("modbus_meter", "modbus_rtu", "uart"),
    "twin": (),
}  # fmt: skip
_BY_WAY = {
    "sampling": ("opentherm_line", "opentherm_send"), "capture": ("opentherm_capture", "opentherm_send"),
    "serial": ("uart",),
}  # fmt: skip
PART_OF_WAY = {"sampling": "opentherm-wire", "capture": "opentherm-wire", "serial": "opentherm-serial"}


@cache
def figures():
    """links.toml beside this file."""
    return read_toml(Path(__file__).with_name("links.toml"), "links.toml")


def free_kb(board):
    """KB of Python heap of a board (schema.Board): as it says, else of its chip less what its network takes."""
    if board.heap is not None:
        return board.heap["free_kb"]
    heap = board.chip.heap
    if board.psram != "none":
        return heap["psram_kb"]
    return heap["kb"] - heap["reserve_kb"] - sum(heap[f"{name}_kb"] for name in board.network)


def modules(board):
    """Names of the modules of tandem.drivers that a board loads, sorted, without those for OpenTherm."""
    if board.chip.code == 0:
        return []
    names = set(figures()["drivers"]["always"])
    for entry in board.outputs + board.inputs:
        names.update(_BY_DRIVER[entry.driver])
    if board.output("sg_1"):
        names.add("contacts")
    if board.bypass:
        names.add("bypass")
    if board.led:
        names.add("led")
    if board.network:
        names.update(("net", "dns", "ntp"))
    return sorted(names)


def need(board, links):
    """The Need of a board with these links (names of parts that are not always there)."""
    data = figures()
    parts = {name: part["kb"] for name, part in data["part"].items() if part["always"] or name in links}
    names = set(modules(board))
    if "opentherm-wire" in links:
        names.update(_BY_WAY["sampling"])
    if "opentherm-serial" in links:
        names.update(_BY_WAY["serial"])
    parts["drivers"] = round(sum(data["drivers"]["kb"][name] for name in sorted(names)), 1)
    kept = sum(parts.values())
    return Need(parts, kept, kept * data["least"], kept * data["safe"], free_kb(board))


def chosen(board):
    """The set of links that the board's file asks for, in the order of SETS."""
    way = PART_OF_WAY.get(board.opentherm.get("by")) if board.opentherm["role"] != "none" else None
    return tuple([*board.links, way] if way else board.links)


def flash_kb():
    """KB of flash that two slots and the data need."""
    return 2 * figures()["slot_kb"] + figures()["data_kb"]


def hold(board):
    """BoardError when the wanted links or two slots do not fit."""
    if board.flash is None:
        raise BoardError("[flash] is missing: size_mb, and data_kb, the size of the file system")
    if board.flash["data_kb"] >= board.flash["size_mb"] * 1024:
        raise BoardError(f"{board.flash.where}: data_kb: {board.flash['data_kb']} is more than the flash has, "
                         f"allowed: below {board.flash['size_mb'] * 1024}")  # fmt: skip
    if board.flash["data_kb"] < flash_kb():
        raise BoardError(f"{board.flash.where}: data_kb: {board.flash['data_kb']} is too little for two images and "
                         f"the data, allowed: {flash_kb()} and more")  # fmt: skip
    links = chosen(board)
    wanted = need(board, links)
    if wanted.least > wanted.free:
        fit = [" + ".join(some) or "none" for some in fitting(board, links)]
        raise BoardError(f"links: {' + '.join(links) or 'none'}: a heap of {wanted.least:.0f} KB is needed, "
                         f"{wanted.free} KB are free; what fits: {', '.join(fit) or 'nothing'}")  # fmt: skip


def fitting(board, links):
    """Parts of a set of links that fit, the largest first."""
    some = [part for n in range(len(links), -1, -1) for part in combinations(links, n)]
    return [part for part in some if need(board, part).least <= need(board, part).free]
