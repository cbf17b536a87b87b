"""What `tandem boards` prints: the list, and one board with terminals, roles, heap and flash."""

import textwrap

from tools.boards import budget, roles, safe, schema
from tools.boards.words import pin_text

WIDTH = 100


def listing():
    """One line for each shipped board."""
    rows = [("name", "chip", "heap KB", "network", "outputs", "what it is")]
    for name in schema.names():
        board = schema.load(name)
        network = " ".join(board.network) or "-"
        rows.append((name, board.chip.title, str(budget.free_kb(board)), network, str(len(board.outputs)), board.title))
    hint = 'tandem boards NAME shows one; a file of your own with extends = "NAME" says what is wired otherwise.'
    return f"{_table(rows)}\n\n{hint}"


def describe(board):
    """A schema.Board as text of several paragraphs."""
    parts = [f"{board.name}: {board.title} ({board.chip.title})"]
    parts.append("\n".join(textwrap.wrap(board.text, WIDTH)))
    if board.terminals:
        parts.append(_table([("terminal", "kind", "pins", "used for", ""), *_terminals(board)]))
    parts.append(_table([("wired", "driver", "pins", "at rest", "terminal"), *_wired(board)]))
    if board.chip.code:
        free = board.chip.able("out", True) - set(board.taken) - board.chip.psram.get(board.psram, set())
        free -= set(board.chip.strapping) | {pin for entry in board.entries() for _, pin, _ in entry.claims()}
        parts.append(f"free pins of the chip that can be outputs: {pin_text(free)} (where the board brings them out)")
        parts.append(_safe(board))
    parts.append(_table([("OpenTherm role", "by", "", ""), *_roles(board)]))
    parts.append(_memory(board))
    if board.sources:
        parts.append("sources\n" + "\n".join(f"  {source}" for source in board.sources + board.chip.sources))
    return "\n\n".join(part for part in parts if part)


def _table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _pins(values):
    pins = []
    for key in ("pin", "tx", "rx", "direction", "clocks", "read_back"):
        if key in values:
            pin = values[key]
            number = "+".join(map(str, pin)) if isinstance(pin, list) else str(pin)
            pins.append(number if key == "pin" else f"{key} {number}")
    return ", ".join(pins)


def _terminals(board):
    for name, values in board.terminals.items():
        uses = [entry.signal or entry.driver for entry in board.entries() if entry.get("terminal") == name]
        yield name, values["kind"], _pins(values), ", ".join(uses) or "-", values.get("text", "")


def _wired(board):
    for entry in board.outputs:
        rest = "0 V" if entry.driver == "analog" else entry["fallback"]
        yield f"{entry.signal} out", entry.driver, _pins(entry.values), rest, entry.get("terminal", "")
    for entry in board.inputs:
        where = f"bus {entry['bus']}, address {entry['address']}" if "bus" in entry.values else _pins(entry.values)
        yield f"{entry.signal} in", entry.driver, where, "", entry.get("terminal", "")
    for entry in board.buses:
        yield f"bus {entry['name']}", f"uart {entry['uart']}", _pins(entry.values), "", entry.get("terminal", "")
    for entry in board.lines:
        yield f"line to the {entry['side']}", "", _pins(entry.values), "", entry.get("terminal", "")
    if board.bypass:
        yield "bypass", board.bypass["kind"], _pins(board.bypass.values), "drops", board.bypass.get("terminal", "")
    if board.led:
        yield "led", "", _pins(board.led.values), "", ""


def _safe(board):
    """What safe mode can do with this wiring."""
    known = safe.contents(board)
    water = any(row[0] == safe.WATER for row in known.sensors)
    numbers = {row[0] for row in known.outputs}
    text = "safe mode: outputs at rest"
    if 3 in numbers or 4 in numbers:
        text += ", pump against frost" + ("" if water else " by the clock")
    if known.flags & safe.MAY_FIRE:
        text += ", boiler against frost"
    if not water:
        text += "; no water sensor that it can read (flow or return: alone on its wire, with its rom, or an ntc)"
    return "\n".join(textwrap.wrap(text, WIDTH))


def _roles(board):
    for role, way, why in roles.possible(board):
        yield role, way, "no" if why else "possible", why or ""


def _memory(board):
    rows = [("heap: links", "kept KB", "least heap KB", "of", "")]
    for links in budget.SETS:
        need = budget.need(board, links)
        fits = "does not fit" if need.least > need.free else "tight" if need.safe > need.free else "fits"
        least = f"{need.least:.0f}..{need.safe:.0f}"
        rows.append((" + ".join(links) or "none", f"{need.kept:.1f}", least, str(need.free), fits))
    data = budget.figures()
    flash = (
        f"flash: two images of {data['slot_kb']} KB and {data['data_kb']} KB of data are {budget.flash_kb()} KB, "
        f"of {board.flash['data_kb']}"
    )
    estimates = ", ".join(name for name, part in data["part"].items() if not part["measured"])
    note = "Kept: measured on a 32-bit interpreter, but for estimates: " + estimates
    if not data["drivers"]["measured"]:
        note += ", drivers"
    source = "as the file says" if board.heap else "an estimate for the chip"
    note += f". The board's own heap is {source}. Nothing was measured on a board."
    return _table(rows) + "\n" + flash + "\n" + "\n".join(textwrap.wrap(note, WIDTH))
