"""What a board says of itself after it was flashed, over SMP."""

import secrets
import time

import cbor2

from tandem.ports import frame
from tools.smp_port import Port, PortError, Refused

OS, STATISTICS, SETTINGS, TANDEM = 0, 2, 3, 84
SEED = {"name": "device_seed"}
_FACTORY_SEED = 1  # the parameter's default: nobody has given this board one
_PLANS = ("none", "heat pump", "boiler", "both")


def report(port, patience_s, baud=115200):
    """(whether it controls, lines). A board that controls tells its state; safe mode has none."""
    end = time.monotonic() + patience_s
    lines = []
    while True:
        try:
            with Port(port, 1.0, baud) as link:
                about = link.read(OS, 7, {"format": "a"})["output"]
                lines = [f"answers: {about}"]
                try:
                    lines += _state(link)
                except Refused:
                    return False, [*lines, "no state: safe mode, there is no image that may run"]
                return True, lines + own_seed(link)
        except PortError as error:
            if time.monotonic() > end:
                return False, [*lines, f"no health report within {patience_s:g} s: {error}"]
            time.sleep(0.2)


def _state(link):
    kernel = link.read(STATISTICS, 0, {"name": "kernel"})["fields"]
    state = link.read(TANDEM, 0)
    readings = link.read(TANDEM, 1)
    good = [name[3:].lower() for name, place in vars(frame).items()
            if name.startswith("CH_") and readings["q"][place] == frame.Q_GOOD]  # fmt: skip
    lines = [
        f"up {kernel['up_s']} s, heap {kernel['heap_used'] >> 10} KB used, {kernel['heap_free'] >> 10} KB free",
        f"plan: {_PLANS[state['plan']]}, heat pump {'on' if state['hp'] else 'off'}, "
        f"boiler {'on' if state['boiler'] else 'off'}, alarms {state['alarms']:#x}",
        f"good readings: {', '.join(good) or 'none'}",
    ]
    if readings["wall_min"] is None:
        lines.append("the clock is not set")
    return lines


def own_seed(link):
    """Give a board that has none yet its own seed for random delays, so that a street does not start as one; lines."""
    if cbor2.loads(link.read(SETTINGS, 0, SEED)["val"]) != _FACTORY_SEED:
        return []
    seed = 2 + secrets.randbelow(65534)
    try:
        link.write(SETTINGS, 0, {**SEED, "val": cbor2.dumps(seed)})
        link.write(SETTINGS, 3)
    except Refused as error:
        return [f"device_seed is still the default: {error}"]
    return [f"device_seed was set to {seed}, drawn for this board"]
