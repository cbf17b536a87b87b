"""Which OpenTherm roles a board can have, and why not the others."""

DROP_MS = 3000  # floor 10 of the safety rules
ROLES = ("gateway", "master")
WAYS = ("sampling", "capture", "serial")
# The place of a side is its unit of I2S and RMT unless the file says another.
SIDES = {"gateway": ("boiler", "thermostat"), "master": ("boiler",)}
_KINDS = {"gateway": ("rejoin",), "master": ("open", "close")}
BAUD = 9600  # of a serial front end


def refusal(board, role, way):
    """Why a board (schema.Board) cannot have this role in this way, or None."""
    if way == "serial":
        return _serial(board, role)
    return _relay(board, role) or _lines(board, role, way)


def possible(board):
    """[(role, way, why not or None)] of all roles."""
    return [(role, way, refusal(board, role, way)) for role in ROLES for way in WAYS]


def _serial(board, role):
    """A front end is a gateway by itself: it relays when nobody speaks to it, and needs no relay of ours."""
    if role != "gateway":
        return "a serial front end stands between thermostat and boiler, allowed: gateway"
    name = board.opentherm.get("bus")
    if name is None:
        if board.opentherm.get("by") == "serial":
            return "'bus' is missing, the name of a [[bus]]"
        meters = {entry["bus"] for entry in board.inputs if entry.driver == "modbus-meter"}
        free = [bus for bus in board.buses if bus["name"] not in meters]
        return None if free else "needs a [[bus]] to the front end, without meters on it"
    bus = next((bus for bus in board.buses if bus["name"] == name), None)
    if bus is None:
        return f"bus: '{name}' is unknown, buses: {', '.join(bus['name'] for bus in board.buses) or 'none'}"
    if bus["baud"] != BAUD or bus.get("parity", "none") != "none" or bus.get("stop", 1) != 1:
        return f"bus '{name}' must be {BAUD} baud, no parity, one stop bit"
    if any(entry.driver == "modbus-meter" and entry["bus"] == name for entry in board.inputs):
        return f"bus '{name}' has meters on it"
    return None


def _relay(board, role):
    if board.bypass is None:
        what = "rejoins thermostat and boiler" if role == "gateway" else "opens or closes the line"
        return f"needs a [bypass] relay that {what} when the software stops"
    if board.bypass["kind"] not in _KINDS[role]:
        return f"bypass kind '{board.bypass['kind']}' does not suit, allowed: {', '.join(_KINDS[role])}"
    return None


def _lines(board, role, way):
    lines = {line["side"]: line for line in board.lines}
    for side in SIDES[role]:
        if side not in lines:
            return f"needs a [[line]] with side = '{side}'"
    used = [lines[side] for side in SIDES[role]]
    chip = board.chip
    if way == "sampling":
        if len(used) > chip.i2s:
            return f"needs {len(used)} I2S receivers, {chip.title} has {chip.i2s}"
        for line in used:
            if line.get("clocks") is None:
                return f"{line.where}: 'clocks' is missing: two pins that nothing is connected to"
        why = _units("i2s", chip.i2s, used)
    else:
        why = f"needs {len(used)} RMT receivers, {chip.title} has {chip.rmt_rx}" if len(used) > chip.rmt_rx else None
    return why or _units("rmt", chip.rmt_tx, used)


def _units(key, count, lines):
    """Each line needs a unit of its own."""
    seen = set()
    for place, line in enumerate(lines):
        unit = line.get(key, place)
        if unit >= count:
            return f"{line.where}: {key}: {unit} does not exist, allowed: 0..{count - 1}"
        if unit in seen:
            return f"{line.where}: {key}: {unit} is used twice"
        seen.add(unit)
    return None
