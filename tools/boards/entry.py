"""The entry of a board's image: the text of board.py, made from its data.

It constructs the drivers that the board has, outputs first (constructing one puts it to its fallback), hands them to
drivers.board.Board and calls tandem.serve.main. The launcher imports it and calls main(handle).
"""

from tandem.ports import frame
from tools.boards import roles, safe
from tools.boards import signals as s

_PULLS = {"none": 0, "up": 1, "down": 2}
_PARITY = {"none": -1, "even": 0, "odd": 1}
_PHY = {"lan8710": "PHY_LAN8710", "lan8720": "PHY_LAN8720", "rtl8201": "PHY_RTL8201", "ip101": "PHY_IP101",
        "dp83848": "PHY_DP83848", "ksz8041": "PHY_KSZ8041", "ksz8081": "PHY_KSZ8081"}  # fmt: skip
_DEBOUNCE_MS = 50
_OFFSET_MIN = 60  # central European winter time
_SERVERS = ("0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org")
NET_RECORD = "net"  # of /data: name of the network and its key, each ended by a line feed
_HALF_MS = 500


class _Text:
    """Lines of the file, and what it imports: {module: {names}}."""

    def __init__(self, board):
        self.board = board
        self.lines = []
        self.imports = {}

    def need(self, module, name):
        """The name, imported from module."""
        names = self.imports.setdefault(module, set())
        if name:
            names.add(name)
        return name

    def driver(self, module, name, *arguments):
        """The text that constructs a driver."""
        return f"{self.need('tandem.drivers.' + module, name)}({', '.join(map(str, arguments))})"

    def add(self, line):
        """One more line of main()."""
        self.lines.append("    " + line)

    def whole(self):
        """The text of the file."""
        head = f'"""Entry of the board {self.board.name}: made by tools/boards from boards/{self.board.file}."""'
        imports = [
            f"from {module} import {', '.join(sorted(names))}" if names else f"import {module}"
            for module, names in sorted(self.imports.items())
        ]
        doc = '    """Called by the launcher; does not return."""'
        return "\n".join([head, "", *imports, "", "", "def main(handle):", doc, *self.lines, ""])


def _tuple(items):
    """The text of a tuple of these texts."""
    items = list(map(str, items))
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def text(board):
    """The text of board.py for a schema.Board."""
    out = _Text(board)
    if board.chip.code == 0:
        out.need("vm_board", "Board")
        out.need("tandem", "serve")
        out.add("serve.main(handle, Board(handle))")
        return out.whole()
    outputs = _outputs(out)
    out.add(f'files = {out.need("tandem.kernel.files", "Files")}("/data")')
    masters = _buses(out)
    inputs = _inputs(out)
    out.add(f"services = [{', '.join(masters)}]")
    inputs += _network(out)
    if board.led:
        net = "net" if board.network else None
        out.add(f"led = {out.driver('led', 'Led', board.led['pin'], _level(board.led), net)}")
        outputs.append("led")
    dog = out.driver("watchdog", "Watchdog", "handle.watchdog")
    made = out.driver("board", "Board", _tuple(inputs), _tuple(outputs), "services", "[]", "files", dog, "handle.stdio")
    out.add(f"board = {made}")
    out.add(f"board.calendar = {out.driver('calendar', 'Calendar', 'wall', 'board.clock')}")
    _opentherm(out)
    out.need("tandem", "serve")
    out.add("serve.main(handle, board)")
    return out.whole()


def _level(entry):
    return 1 if entry["active"] == "high" else 0


def _outputs(out):
    """Lines for the outputs; their names."""
    board = out.board
    names = []
    for entry in board.outputs:
        name = entry.signal
        if entry.driver == "analog":
            on = frame.OUT_HP if name == "hp_set" else frame.OUT_BOILER
            low, high = (round(entry[key] * 100) for key in ("low_c", "high_c"))
            low_mv, high_mv, off, full = (
                round(1000 * value)
                for value in (entry["low_v"], entry["high_v"], entry.get("off_v", 0.0), entry.get("full_v", 10.0))
            )
            made = out.driver("analog_out", "AnalogOut", entry["pin"], on, s.OUTPUTS[name][1], low, low_mv, high,
                              high_mv, off, 0, full)  # fmt: skip
        elif name in s.SG:
            if name == s.SG[1]:
                continue
            name = "sg"
            first, second = (board.output(signal) for signal in s.SG)
            made = out.driver("contacts", "SgOut", first["pin"], second["pin"], _level(first))
        else:
            rest, on = safe.levels(entry)
            arguments = (entry["pin"], s.OUTPUTS[name][1], on, 1 if rest == on else 0)
            if entry.get("read_back") is None:
                made = out.driver("relay", "Relay", *arguments)
            else:
                back = 0 if entry.get("read_back_active", "low") == "low" else 1
                made = out.driver("relay", "ProvenRelay", *arguments, entry["read_back"], back)
        out.add(f"{name} = {made}")
        names.append(name)
    if board.bypass:
        half_ms = min(_HALF_MS, board.bypass["drop_ms"] // 4)
        out.add(f"bypass = {out.driver('bypass', 'Bypass', board.bypass['pin'], half_ms)}")
        names.append("bypass")
    return names


def _buses(out):
    """Lines for the buses that carry meters; names of their masters."""
    names = []
    used = {entry["bus"] for entry in out.board.inputs if entry.driver == "modbus-meter"}
    for number, bus in enumerate(out.board.buses):
        if bus["name"] in used:
            out.add(f"bus_{number} = {out.driver('modbus_rtu', 'Master', _serial(out, bus))}")
            names.append(f"bus_{number}")
    return names


def _serial(out, bus):
    return out.driver("uart", "Serial", bus["uart"], bus["tx"], bus["rx"], bus["baud"],
                      _PARITY[bus.get("parity", "none")], bus.get("stop", 1), bus.get("direction", -1))  # fmt: skip


def _inputs(out):
    """Lines for the inputs; their names. Sensors on one wire, and values of one meter, are one driver."""
    board = out.board
    names = []
    done = set()
    for entry in board.inputs:
        pin = entry.get("pin")
        channel = s.INPUTS[entry.signal]
        if entry.driver == "ds18b20":
            if pin in done:
                continue
            done.add(pin)
            same = [other for other in board.inputs if other.driver == "ds18b20" and other["pin"] == pin]
            channels = _tuple(s.INPUTS[other.signal] for other in same)
            roms = bytes.fromhex("".join(other.get("rom", "") for other in same))
            name = f"wire_{pin}"
            made = out.driver("ds18b20", "Ds18b20", pin, channels, repr(roms), "files")
        elif entry.driver == "modbus-meter":
            key = (entry["bus"], entry["address"])
            if key in done:
                continue
            done.add(key)
            number = [bus["name"] for bus in board.buses].index(entry["bus"])
            name = f"meter_{number}_{entry['address']}"
            made = out.driver("modbus_meter", "Meter", f"bus_{number}", entry["address"], repr(entry["model"]),
                              _places(board, *key))  # fmt: skip
        elif entry.driver == "ntc":
            name = f"ntc_{pin}"
            made = out.driver("ntc", "Ntc", pin, channel, repr(entry["curve"]), entry["pull_ohm"],
                              entry.get("supply_mv", 3300), round(entry.get("trim_k", 0.0) * 100))  # fmt: skip
        elif entry.driver == "pulses":
            name = f"pulses_{pin}"
            made = out.driver("pulses", "Pulses", pin, channel, entry["per_1000"], _PULLS[entry["pull"]])
        else:
            name = f"contact_{pin}"
            made = out.driver("contacts", "Contact", pin, channel, _level(entry), _PULLS[entry["pull"]],
                              entry.get("debounce_ms", _DEBOUNCE_MS), 1 if entry.signal in s.FAST else 0)  # fmt: skip
        out.add(f"{name} = {made}")
        names.append(name)
    return names


def _places(board, bus, address):
    """The tuple of channels of a meter: its power, then the three phases where it has them."""
    mine = [entry for entry in board.inputs if entry.driver == "modbus-meter" and
            (entry["bus"], entry["address"]) == (bus, address)]  # fmt: skip
    places = [-1] * s.METERS[mine[0]["model"]]
    for entry in mine:
        place = int(entry.signal[-1]) if entry.signal.startswith("phase_") else 0
        places[place] = s.INPUTS[entry.signal]
    return _tuple(places)


def _network(out):
    """Lines for wall time, which a console may set too, and network; names of the inputs among them."""
    board = out.board
    offset = board.time.get("offset_min", _OFFSET_MIN)
    summer = 0 if board.time.get("summer_time", "eu") == "none" else 1
    out.add(f"wall = {out.driver('wall', 'Wall', offset, summer)}")
    if not board.network:
        return ["wall"]
    servers = _tuple(map(repr, board.time.get("servers", _SERVERS)))
    if "ethernet" in board.network:
        out.add(f"net = {out.driver('net', 'Lan', _lan(out))}")
        deep = ""
    else:
        # Name and key of a Wi-Fi are no data of the board, but a record on it.
        out.add("net = None")
        out.add(f'told = (files.read("{NET_RECORD}") or b"").decode().split("\\n")')
        out.add("if len(told) > 2:")
        out.add(f"    net = {out.driver('net', 'Wifi', 'told[0]', 'told[1]', repr(board.name))}")
        deep = "    "
    out.add(f"{deep}dns = {out.driver('dns', 'Dns', 'net')}")
    out.add(f"{deep}services += [net, dns, {out.driver('ntp', 'Ntp', 'net', 'dns', 'wall', servers)}]")
    return ["wall"]


def _lan(out):
    ethernet = out.board.ethernet
    out.need("network", "")
    out.need("machine", "Pin")
    mode = "IN" if ethernet["clock_mode"] == "in" else "OUT"
    power, reset = (f"Pin({ethernet[key]})" if ethernet.get(key) is not None else None for key in ("power", "reset"))
    return (
        f"network.LAN(0, mdc=Pin({ethernet['mdc']}), mdio=Pin({ethernet['mdio']}), power={power}, reset={reset}, "
        f"phy_type=network.{_PHY[ethernet['phy']]}, phy_addr={ethernet['address']}, ref_clk=Pin({ethernet['clock']}), "
        f"ref_clk_mode=Pin.{mode})"
    )


def modules(board):
    """Modules of tandem.drivers that the entry imports itself, sorted."""
    lines = text(board).splitlines()
    return sorted(line.split()[1].rpartition(".")[2] for line in lines if line.startswith("from tandem.drivers."))


def _opentherm(out):
    """Lines that put the bridge of the two lines round the board's own sensors and actuators."""
    board = out.board
    if board.opentherm["role"] == "none":
        return
    bridge = out.need("tandem.links.opentherm.bridge", "Bridge")
    way = board.opentherm["by"]
    if way == "serial":
        bus = next(bus for bus in board.buses if bus["name"] == board.opentherm["bus"])
        out.add(f"bridge = {bridge}(board.sensors, board.actuators)")
        over = out.need("tandem.links.opentherm.serial", "over_serial")
        feed = out.need("tandem.links.opentherm.feed", "Feed")
        out.add(f"board.links.append({feed}({over}(bridge), {_serial(out, bus)}))")
    else:
        sides = {line["side"]: line for line in board.lines}
        wanted = roles.SIDES[board.opentherm["role"]]
        for place, side in enumerate(wanted):
            out.add(f"{side} = {_line(out, sides[side], place, way)}")
        out.add(f"bridge = {bridge}(board.sensors, board.actuators, {', '.join(wanted)})")
    out.add("bridge.wake = board.wake")
    out.add("board.sensors = board.actuators = bridge")
    out.add("board.links.append(bridge)")
    if way != "serial":
        out.add("bypass.hold(True)")


def _line(out, line, place, way):
    decoder = out.need("tandem.links.opentherm.bits", "EdgeDecoder")
    out.need("tandem.links.opentherm.bits", "levels")
    edges = f"{decoder}({1 if line.get('rx_idle', 'low') == 'high' else 0})"
    idle = 1 if line.get("idle", "low") == "high" else 0
    channel = line.get("rmt", place)
    if way == "capture":
        return out.driver(
            "opentherm_capture", "OpenThermCapture", line["tx"], line["rx"], edges, "levels", idle, channel
        )
    samples = out.need("tandem.links.opentherm.samples", "SampleDecoder")
    words = f'{out.need("array", "array")}("H", bytes(2048))'
    return out.driver("opentherm_line", "OpenThermLine", line["tx"], line["rx"], tuple(line["clocks"]),
                      f"{samples}({edges}, {words})", "levels", idle, line.get("i2s", place), channel)  # fmt: skip


def files(board):
    """{path on the board: bytes} that flashing writes beside the images."""
    return {"/safe.bin": safe.packed(board)}
