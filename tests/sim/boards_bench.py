"""Board files for tests: a small good one, and parts to spoil it with."""

import tomllib

from tools.boards import schema

HEAD = """
title = "A"
text = "B"
chip = "esp32"
network = ["wifi"]
links = []
"""
FLASH = """
[flash]
size_mb = 4
data_kb = 2048
"""
ROOM = """
[heap]
free_kb = 500
source = "so that it is no matter"
"""


def table(name_, /, **values):
    """A table as TOML; name with or without the second pair of brackets."""
    lines = [f"[{name_}]"]
    for key, value in values.items():
        text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
        lines.append(f"{key} = {text}")
    return "\n" + "\n".join(lines) + "\n"


def relay(signal="pump", pin=16, active="high", fallback="off", **more):
    """An [[output]] with a relay."""
    return table("[output]", signal=signal, driver="relay", pin=pin, active=active, fallback=fallback, **more)


def contact(signal="thermostat", pin=27, active="low", pull="up", **more):
    """An [[input]] with a contact."""
    return table("[input]", signal=signal, driver="contact", pin=pin, active=active, pull=pull, **more)


def ds18b20(signal="flow", pin=4, **more):
    """An [[input]] with a DS18B20."""
    return table("[input]", signal=signal, driver="ds18b20", pin=pin, **more)


def ntc(signal="flow", pin=32, **more):
    """An [[input]] with a thermistor."""
    return table("[input]", signal=signal, driver="ntc", pin=pin, curve="10k3950", pull_ohm=10000, **more)


def bus(name="rs485", uart=2, tx=17, rx=21, baud=9600, **more):
    """A [[bus]]."""
    return table("[bus]", name=name, uart=uart, tx=tx, rx=rx, baud=baud, **more)


def meter(signal="hp_power", address=1, model="sdm120", name="rs485"):
    """An [[input]] with a meter."""
    return table("[input]", signal=signal, driver="modbus-meter", bus=name, address=address, model=model)


def bypass(pin=13, held="retrigger", drop_ms=2500, kind="rejoin", **more):
    """The [bypass] relay."""
    return table("bypass", pin=pin, held=held, drop_ms=drop_ms, kind=kind, **more)


def lines(**more):
    """Both lines of a gateway."""
    return table("[line]", side="boiler", tx=22, rx=21, clocks=[25, 26], **more) + table(
        "[line]", side="thermostat", tx=23, rx=19, clocks=[32, 33], i2s=1, rmt=1
    )


def role(name="gateway", by="sampling", **more):
    """The [opentherm] table."""
    return table("opentherm", role=name, by=by, **more)


def parse(text, head=HEAD, memory=FLASH + ROOM):
    """The Board of a text below a head; its file is called mine.toml."""
    return schema.parse(tomllib.loads(head + memory + text), "mine", "mine.toml")
