"""What must hold on a board as a whole: pins, fallbacks, roles, memory. Each breach is one BoardError."""

from tools.boards import budget, roles
from tools.boards import signals as s
from tools.boards.words import BoardError, pin_text

_I2S_CLOCKS = "clock"


def hold(board):
    """Check all rules of a schema.Board; raises BoardError for the first that does not hold."""
    _ethernet(board)
    _pins(board)
    for entry in board.entries():
        _start(board, entry)
    _signals(board)
    for entry in board.outputs:
        _fallback(entry)
    _sg(board)
    _buses(board)
    _sensors(board)
    _analog(board)
    _twins(board)
    _relay(board)
    _role(board)
    budget.hold(board)


def _ethernet(board):
    if "ethernet" in board.network and board.ethernet is None and board.chip.pins:
        raise BoardError("network: 'ethernet' needs a table [ethernet] with phy, mdc, mdio, address, clock, clock_mode")
    if board.ethernet is None:
        return
    for key in ("mdc", "mdio", "clock", "power", "reset"):
        pin = board.ethernet.get(key)
        if pin is not None and pin not in board.taken:
            raise BoardError(f"[ethernet]: {key}: {pin} is not listed under [[taken]], as all pins of Ethernet must be")


def _pins(board):
    """Every pin exists, can do what is asked of it and is used once."""
    seen = {}
    for entry in board.entries():
        for key, pin, use in entry.claims():
            refusal = board.chip.refusal(pin, use, board)
            if refusal:
                raise BoardError(f"{entry.where}: {key}: {refusal}{_instead(board, use, refusal)}")
            if pin in seen:
                other, other_key = seen[pin]
                if entry.driver == other.driver == "ds18b20":
                    continue
                raise BoardError(f"{entry.where}: {key}: {pin} is used twice, by {other.where} ({other_key}) too")
            seen[pin] = (entry, key)
            if key == "read_back" and pin in board.chip.no_pull:
                raise BoardError(f"{entry.where}: read_back: {pin} has no pull resistors inside {board.chip.title}")
            if entry.get("pull", "none") != "none" and pin in board.chip.no_pull and key == "pin":
                raise BoardError(f"{entry.where}: pull: {pin} has no pull resistors inside {board.chip.title}, "
                                 "allowed: none (with a resistor on the board)")  # fmt: skip


def _instead(board, use, refusal):
    if "allowed" in refusal or "its pins" in refusal:
        return ""
    free = board.chip.able(use, "wifi" in board.network) - set(board.taken) - board.chip.psram.get(board.psram, set())
    return f", allowed: {pin_text(free - {pin for entry in board.entries() for _, pin, _ in entry.claims()})}"


def _start(board, entry):
    """Pins that decide how the chip starts, or are high while it does, are taken only for a stated reason."""
    chip = board.chip
    for key, pin, use in entry.claims():
        if use == _I2S_CLOCKS:
            continue
        if pin in chip.strapping and "strapping_ok" not in entry.values:
            raise BoardError(f"{entry.where}: {key}: {pin} is a strapping pin of {chip.title} ({chip.strapping[pin]}); "
                             'another pin, or strapping_ok = "why it is right here"')  # fmt: skip
        if use == "out" and pin in chip.high_at_boot and _on_level(entry) == 1 and "boot_ok" not in entry.values:
            raise BoardError(f"{entry.where}: {key}: {pin} is high while {chip.title} starts, which switches it on; "
                             "another pin, or boot_ok = \"why it is right here\"")  # fmt: skip


def _on_level(entry):
    return 1 if entry.get("active", "high") == "high" else 0


def _signals(board):
    for entries in (board.outputs, board.inputs):
        seen = {}
        for entry in entries:
            if entry.signal in seen:
                raise BoardError(f"{entry.where}: signal: '{entry.signal}' is there twice, at {seen[entry.signal]} too")
            seen[entry.signal] = entry.where
    for number, bus in enumerate(board.buses):
        for other in board.buses[:number]:
            for key in ("name", "uart"):
                if bus[key] == other[key]:
                    raise BoardError(f"{bus.where}: {key}: {bus[key]!r} is used twice, by {other.where} too")


def _fallback(entry):
    """Floor 10: within 100 ms of a reset by hardware; so it is what the relay does while nobody drives its pin."""
    if entry.driver != "relay":
        return
    rest = "on" if entry.get("wired", "no") == "nc" else "off"
    if entry["fallback"] != rest:
        other = "no" if rest == "on" else "nc"
        raise BoardError(f"{entry.where}: fallback: '{entry['fallback']}' is not what the relay does at rest, which is "
                         f"'{rest}'; wire the load through its other contact: wired = \"{other}\"")  # fmt: skip


def _sg(board):
    pair = [board.output(name) for name in s.SG]
    if pair == [None, None]:
        return
    for entry, name in zip(pair, s.SG, strict=True):
        if entry is None:
            raise BoardError(f"[[output]]: signal: '{name}' is missing: SG Ready is two contacts, sg_1 and sg_2")
        if entry["fallback"] != "off":
            raise BoardError(f"{entry.where}: fallback: SG Ready contacts must fall back to 0:0 (normal), allowed: off")
    first, second = pair
    if first.get("active") != second.get("active"):
        raise BoardError(f"{second.where}: active: the two relays of SG Ready must be of one kind, "
                         f"allowed: {first['active']}")  # fmt: skip
    for entry in pair:
        if entry.get("wired", "no") == "nc":
            raise BoardError(f"{entry.where}: wired: SG Ready contacts must be open at rest, allowed: no")


def _buses(board):
    by_name = {bus["name"]: bus for bus in board.buses}
    meters = {}
    for bus in board.buses:
        if bus["uart"] >= board.chip.uarts:
            raise BoardError(f"{bus.where}: uart: {bus['uart']} does not exist on {board.chip.title}, "
                             f"allowed: 1..{board.chip.uarts - 1}")  # fmt: skip
    for entry in board.inputs:
        if entry.driver != "modbus-meter":
            continue
        if entry["bus"] not in by_name:
            raise BoardError(f"{entry.where}: bus: '{entry['bus']}' is unknown, buses: {', '.join(by_name) or 'none'}")
        phase = entry.signal.startswith("phase_")
        if phase and entry["model"] != "sdm630":
            raise BoardError(f"{entry.where}: signal: '{entry.signal}' needs a meter of three phases, allowed: sdm630")
        other = meters.setdefault((entry["bus"], entry["address"]), entry)
        if other["model"] != entry["model"]:
            raise BoardError(f"{entry.where}: model: meter {entry['address']} is a {other['model']} at {other.where}")
        if not phase:
            if not other.signal.startswith("phase_") and other is not entry:
                raise BoardError(f"{entry.where}: signal: meter {entry['address']} brings {other.signal} already")
            meters[entry["bus"], entry["address"]] = entry


def _sensors(board):
    """Several sensors on one wire are told apart by their ROM codes."""
    wires = {}
    for entry in board.inputs:
        if entry.driver == "ds18b20":
            wires.setdefault(entry["pin"], []).append(entry)
    for entries in wires.values():
        roms = [entry.get("rom") for entry in entries]
        if len(entries) > 1 and any(roms) and None in roms:
            entry = entries[roms.index(None)]
            raise BoardError(f"{entry.where}: 'rom' is missing: others on pin {entry['pin']} have one; give it to all, "
                             "or to none (then they are assigned in the order of their codes)")  # fmt: skip
        for place, rom in enumerate(roms):
            if rom and rom in roms[:place]:
                raise BoardError(f"{entries[place].where}: rom: {rom} is there twice")


def _analog(board):
    for entry in board.outputs:
        if entry.driver == "analog":
            if entry["low_c"] >= entry["high_c"]:
                raise BoardError(f"{entry.where}: low_c: {entry['low_c']:g} must be below high_c, {entry['high_c']:g}")
            most = max(entry["low_v"], entry["high_v"], entry.get("off_v", 0.0))
            if most > entry.get("full_v", 10.0):
                raise BoardError(
                    f"{entry.where}: full_v: {entry.get('full_v', 10.0):g} is below what is wanted, {most:g}"
                )


def _twins(board):
    """Only a virtual board has twins, and nothing else."""
    for entry in board.outputs + board.inputs:
        if (entry.driver == "twin") != (board.chip.code == 0):
            allowed = "twin" if board.chip.code == 0 else "a driver for a real terminal"
            raise BoardError(f"{entry.where}: driver: '{entry.driver}' is nothing for {board.chip.title}, "
                             f"allowed: {allowed}")  # fmt: skip


def _relay(board):
    """Floor 10: the line is never left silent and low for more than 4 s, so the relay drops within 3 s of the last."""
    bypass = board.bypass
    if bypass is None:
        return
    if bypass["held"] != "retrigger":
        raise BoardError(f"{bypass.where}: held: a relay that is held by a level stays when the software stops, "
                         "allowed: retrigger")  # fmt: skip
    if bypass["drop_ms"] > roles.DROP_MS:
        raise BoardError(f"{bypass.where}: drop_ms: {bypass['drop_ms']} is too long, allowed: 1..{roles.DROP_MS}")


def _role(board):
    wanted = board.opentherm
    sides = [line["side"] for line in board.lines]
    for place, line in enumerate(board.lines):
        if line["side"] in sides[:place]:
            raise BoardError(f"{line.where}: side: '{line['side']}' is there twice")
    if wanted["role"] == "none":
        return
    way = wanted.get("by")
    if way is None:
        raise BoardError(f"{wanted.where}: 'by' is missing, allowed: sampling, capture, serial")
    why = roles.refusal(board, wanted["role"], way)
    if why:
        raise BoardError(f"{wanted.where}: role: {wanted['role']} by {way}: {why}")
