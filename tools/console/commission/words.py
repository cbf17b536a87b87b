"""What a step may say: verdict, cause, measurements; and the faults that it can name."""

from dataclasses import dataclass, field

OK = "ok"
DOUBTFUL = "doubtful"
WRONG = "wrong"
SKIPPED = "skipped"
CANNOT_SAY = "cannot say"

# Causes that a step can name, for people. "{}" takes the part that is meant.
CAUSES = {
    "swapped-flow-return": "the circuit's sensors of flow and return are swapped",
    "swapped-hp-flow-return": "the heat pump's sensors of flow and return are swapped",
    "swapped-outdoor-room": "the sensors of outdoors and room are swapped",
    "swapped-relays": "these two outputs are swapped: {}",
    "dead-relay": "this output does nothing, relay or wire: {}",
    "inverted-contact": "this contact says the opposite: {}",
    "sensor-open": "the wire of this sensor is broken, or it is not connected: {}",
    "sensor-short": "this sensor has a short: {}",
    "sensor-fault": "this sensor does not answer: {}",
    "flow-meter-dead": "the flow meter shows nothing, or the pump brings no flow",
    "flow-meter-scale": "the flow meter has another scale, pulses per litre",
    "boiler-gas-shut": "the boiler tries and does not burn: gas shut, or it is locked out",
    "hp-no-supply": "the heat pump is without supply",
    "meter-turned": "the meter counts backwards",
    "swapped-sg": "the two SG Ready contacts are swapped",
}


@dataclass
class Result:
    """verdict: one of the words above; text: one sentence; cause: a key of CAUSES with ':' and the part, or "";
    measured: [(what, value as text)]; seconds it took and when: filled in by who runs it."""

    verdict: str
    text: str
    cause: str = ""
    measured: list = field(default_factory=list)
    seconds: int = 0
    when: str = ""


class Skip(Exception):
    """A step cannot be done now; says why."""


def cause_text(cause):
    """For people."""
    name, _, part = cause.partition(":")
    return CAUSES.get(name, cause).format(part.replace(":", " and ").replace("_", " ")) if cause else ""


def ok(text, measured=()):
    """A Result."""
    return Result(OK, text, "", list(measured))


def doubtful(text, measured=(), cause=""):
    """A Result."""
    return Result(DOUBTFUL, text, cause, list(measured))


def wrong(text, cause="", measured=()):
    """A Result."""
    return Result(WRONG, text, cause, list(measured))


def celsius(c100):
    """21.5 C"""
    return f"{c100 / 100:.1f} C"
