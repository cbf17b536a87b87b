"""What the console asks a board: state, readings, events, parameters, in the names of the firmware's own tables."""

import cbor2

from host_sim.param_names import read_schema
from tandem.ports import frame
from tools.smp_port import PortError, Refused

OS, STATISTICS, SETTINGS, USER = 0, 2, 3, 84
STATE, READINGS, FRAME, EVENTS, SET, TRIAL = 0, 1, 2, 3, 4, 7
CHANNELS = {name[3:].lower(): value for name, value in vars(frame).items() if name.startswith("CH_")}
OUTS = {name[4:].lower(): value for name, value in vars(frame).items() if name.startswith("OUT_")}
QUALITY = {
    frame.Q_ABSENT: "not fitted", frame.Q_GOOD: "good", frame.Q_OPEN: "open", frame.Q_SHORT: "short",
    frame.Q_FAULT: "no answer",
}  # fmt: skip
_A_FEW = 8
_TRIES = 3


class Look:
    """One look at a board. up_s; v, q: {channel: value, quality}; state: as the board says it."""

    def __init__(self, state, readings):
        self.state = state
        self.up_s = state["up_s"]
        self.v = dict(zip(CHANNELS, readings["v"]))
        self.q = dict(zip(CHANNELS, readings["q"]))
        self.wall_min = readings["wall_min"]

    def good(self, channel):
        """Whether it has a value."""
        return self.q[channel] == frame.Q_GOOD


class Board:
    """port: of tools.smp_port. Requests whose answer got lost are repeated. Raises PortError."""

    def __init__(self, port):
        self.port = port
        self.schema = read_schema()

    def ask(self, op, group, command, body=None):
        """The answer to a request; op: "read" or "write"."""
        for left in reversed(range(_TRIES)):
            try:
                return getattr(self.port, op)(group, command, body)
            except Refused:
                raise
            except PortError:
                if not left:
                    raise
        raise AssertionError

    def look(self):
        """A Look."""
        return Look(self.ask("read", USER, STATE), self.ask("read", USER, READINGS))

    def outputs(self):
        """{name in lower case: value} of the output frame."""
        values: list = []
        while True:
            reply = self.ask("read", USER, FRAME, {"f": 1, "from": len(values)})
            values += reply["v"]
            if len(values) >= reply["n"]:
                return {name: values[at] for name, at in OUTS.items() if at < len(values)}

    def ages(self):
        """Age in seconds of every channel."""
        at, values = frame.IN_AGE_S, []
        while len(values) < frame.N_CH:
            values += self.ask("read", USER, FRAME, {"f": 0, "from": at + len(values)})["v"]
        return dict(zip(CHANNELS, values))

    def events(self, number=None):
        """(rows of uptime s, code, a, b; number to ask from next time)."""
        rows: list = []
        while True:
            reply = self.ask("read", USER, EVENTS, {} if number is None else {"from": number})
            number = reply["next"]
            if not reply["ev"]:
                return rows, number
            rows += reply["ev"]

    def parameter(self, name):
        """Value of a parameter in force."""
        return cbor2.loads(self.ask("read", SETTINGS, 0, {"name": self.schema.pid(name)})["val"])

    def parameters(self):
        """{name: value} of all that this console and the board both know."""
        values = {}
        for row in self.schema.rows:
            try:
                values[row.name] = cbor2.loads(self.ask("read", SETTINGS, 0, {"name": row.pid})["val"])
            except Refused:
                break  # an older firmware ends here
        return values

    def set(self, values, keep=True):
        """{name: value}, all or none; keep: False only until the next start."""
        names = list(values)
        for at in range(0, len(names), _A_FEW):
            few = {self.schema.pid(name): values[name] for name in names[at : at + _A_FEW]}
            self.ask("write", USER, SET, {"p": few, "keep": keep})

    def save(self):
        """Store the parameters now."""
        self.ask("write", SETTINGS, 3)

    def about(self):
        """{"name", "version", ...}: who it is, as far as it says."""
        try:
            return {"about": self.ask("read", OS, 7, {"format": "a"})["output"]}
        except Refused:
            return {"about": "?"}

    def statistics(self, name):
        """{field: number}."""
        return self.ask("read", STATISTICS, 0, {"name": name})["fields"]

    def reset(self):
        """It starts again within a second."""
        self.ask("write", OS, 5)
