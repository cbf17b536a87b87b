"""Each rule of the source checks is shown a small bad source, and must name its line, the thing and the reason."""

import ast

import pytest

from tools.checks import core_subset, imports, source

CORE = "firmware/tandem/control/probe.py"
KERNEL = "firmware/tandem/kernel/probe.py"


def findings(check, path, text):
    return check(path, ast.parse(text))


BAD_IMPORTS = [
    (CORE, "from tandem.kernel.uptime import since", "only app.py knows several rooms"),
    (KERNEL, "import tandem.control.core", "only app.py knows several rooms"),
    (KERNEL, "from tandem import control", "only app.py knows several rooms"),
    (KERNEL, "from ..control import core", "only app.py knows several rooms"),
    ("firmware/tandem/control/limits/probe.py", "from ...links import mqtt", "only app.py knows several rooms"),
    ("firmware/tandem/links/probe.py", "import tandem.update.slot", "only app.py knows several rooms"),
    ("firmware/tandem/update/probe.py", "import tandem.links.smp", "only app.py knows several rooms"),
    ("firmware/tandem/ports/probe.py", "import tandem.kernel", "only app.py knows several rooms"),
    ("firmware/tandem/__init__.py", "import tandem.app", "only app.py knows several rooms"),
    ("firmware/launcher/probe.py", "import tandem.app", "only app.py knows several rooms"),
    ("firmware/tandem/app.py", "import tandem.drivers.relay", "app.py gets the drivers passed as ports"),
    (KERNEL, "import machine", "only drivers know the hardware"),
    ("firmware/tandem/app.py", "import esp32", "only drivers know the hardware"),
    ("firmware/tandem/links/probe.py", "import network", "only drivers know the hardware"),
    (KERNEL, "import asyncio", "the kernel is stepped, it never waits"),
    (KERNEL, "from asyncio import sleep_ms", "the kernel is stepped, it never waits"),
    ("firmware/tandem/drivers/net.py", "import asyncio", "nothing waits but the loop, in board.pause()"),
    (KERNEL, "import time", "the kernel is told the time"),
    (CORE, "import os", "control may only use micropython, array, struct"),
    (CORE, "import gc", "control may only use micropython, array, struct"),
    ("firmware/tandem/ports/probe.py", "import json", "ports may only use micropython, array, struct"),
    ("firmware/tandem/app.py", "import host_sim.world", "firmware never imports the host side"),
    ("firmware/main.py", "import tools.mpy", "firmware never imports the host side"),
    (KERNEL, "__import__('tests.core.support')", "firmware never imports the host side"),
    (KERNEL, "__import__(name)", "only app.py may import by a computed name"),
    ("firmware/tandem/probe.py", "", "every file of the firmware belongs to one room"),
    ("firmware/probe.py", "", "every file of the firmware belongs to one room"),
    ("firmware/tandem/heating/probe.py", "", "every file of the firmware belongs to one room"),
    ("host_sim/probe.py", "from tests.core import support", "tests are for testing only"),
    ("tools/probe.py", "import tests", "tests are for testing only"),
]

GOOD_IMPORTS = [
    (CORE, "from tandem.ports.frame import N_IN\nfrom tandem.control.limits import source\nfrom array import array"),
    (CORE, "from . import dispatch\nfrom .limits.source import Source"),
    ("firmware/tandem/control/limits/probe.py", "from ..envelope import Envelope\nfrom ...ports import limits"),
    (KERNEL, "import gc, json\nfrom tandem.ports import reasons\nfrom tandem.kernel import uptime"),
    ("firmware/tandem/app.py", "import tandem.kernel, tandem.control, tandem.links.mqtt, time\n__import__(name)"),
    ("firmware/tandem/drivers/probe.py", "import machine, esp32, tandem.ports.board"),
    ("firmware/tandem/update/probe.py", "import launcher.verify"),
    ("firmware/main.py", "import launcher, machine"),
    ("host_sim/probe.py", "import tandem.app, numpy, tools.mpy"),
    ("tools/probe.py", "import tandem.kernel, host_sim.world"),
]


@pytest.mark.parametrize("path, text, why", BAD_IMPORTS)
def test_bad_import(path, text, why):
    found = findings(imports.check, path, "\n\n" + text if text else "")
    assert [(finding.line, finding.why) for finding in found] == [(3 if text else 1, why)]


@pytest.mark.parametrize("path, text", GOOD_IMPORTS)
def test_good_import(path, text):
    assert findings(imports.check, path, text) == []


BAD_CORE = [
    ("a = 0.5", "literal 0.5"),
    ("a = b / 2", "true division"),
    ("a /= 2", "true division"),
    ("a = float(b)", "float()"),
    ("a = round(b)", "round()"),
    ("import math", "imports math"),
    ("import time", "imports time"),
    ("from utime import ticks_ms", "imports utime"),
    ("import asyncio", "imports asyncio"),
    ("import os", "imports os"),
    ("from io import BytesIO", "imports io"),
    ("import socket", "imports socket"),
    ("open('x')", "open()"),
    ("print(a)", "print()"),
    ("input()", "input()"),
    ("a.sort()", ".sort()"),
    ("a = sorted(b)", "sorted()"),
    ("a = 2 ** -1", "** with this exponent"),
    ("a = 2 ** b", "** with this exponent"),
    ("a **= b", "** with this exponent"),
    ("a = pow(b, c)", "pow()"),
    ("a = 1073741824", "integer 1073741824"),
    ("a = -0x7FFFFFFF", "integer -2147483647"),
    ("a = 1 << 30", "integer 1073741824"),
    ("a = 3600 * 24 * 365 * 100", "integer 3153600000"),
    ("a = b << 31", "shift by 30 or more"),
    ("a = 2 ** 31", "integer 2147483648"),
    ("for a in {1, 2}: pass", "walk through a dict or set"),
    ("for a in {1: 2}: pass", "walk through a dict or set"),
    ("for a in b.items(): pass", "walk through a dict or set"),
    ("a = [c for c in b.values()]", "walk through a dict or set"),
    ("for a in b.keys(): pass", "walk through a dict or set"),
    ("T = {1: 2}\nfor a in T: pass", "walk through a dict or set"),
    ("self.t = {}\na = list(self.t)", "walk through a dict or set"),
    ("t: dict = {}\na = max(t)", "walk through a dict or set"),
    ("a = set(b)", "set()"),
    ("a = hash(b)", "hash()"),
    ("a = f'{b}'", "f-string"),
    ("a = 'x%d' % b", "formatting with %"),
    ("a = 'x{}'.format(b)", ".format()"),
    ("try:\n    a = 1\nexcept ValueError:\n    a = 2", "try"),
    ("async def a(): pass", "async def"),
    ("a = array('l', b)", "array('l')"),
    ("a = array('I', b)", "array('I')"),
    ("a = array('f', b)", "array('f')"),
]

LACKING_EVERYWHERE = [
    ("match a:\n    case 1:\n        pass", "match statement"),
    ("import typing", "module typing"),
    ("from enum import IntEnum", "module enum"),
    ("from dataclasses import dataclass", "module dataclasses"),
    ("import functools", "module functools"),
    ("import contextlib", "module contextlib"),
    ("from collections.abc import Mapping\nimport abc", "module abc"),
    ("from __future__ import annotations", "module __future__"),
    ("a = {**b}", "{**a}"),
    ("def a(b, /): pass", "positional-only parameter"),
    ("a = b.bit_length()", ".bit_length"),
    ("a = b.hexdigest()", ".hexdigest"),
    ("a = b.zfill(3)", ".zfill"),
    ("class A(metaclass=B): pass", "class keyword metaclass"),
    ("raise A from b", "raise ... from"),
    ("a = b.decode(errors='ignore')", "decode(errors=)"),
    ("a = int.from_bytes(b, 'little', signed=True)", "from_bytes(signed=)"),
    ("a = zip(b, c, strict=True)", "zip(strict=)"),
    ("a[::2] = b", "storing into a slice with a step"),
    ("async def a():\n    yield 1", "asynchronous generator"),
    ("try:\n    pass\nexcept* ValueError:\n    pass", "except*"),
]

GOOD_CORE = """
from array import array
from micropython import const
_A = const(0x3FFFFFFF)
_T = {1: 2}
class Core:
    def step(self, inputs, outputs):
        if (n := inputs[0]) > 3 and n in _T:
            outputs[0] = _T[n] // 2 + (n >> 1) - 2 ** 3 + (1 << 29)
        for i in range(4):
            outputs[i] = -outputs[i] % 7
        for value in inputs:
            n = max(n, value)
        self.a = array("i", [0] * 5)
        self.b = (1, 2)
        assert n % 2 == 0, "odd"
"""


@pytest.mark.parametrize("text, what", BAD_CORE)
def test_bad_core(text, what):
    found = findings(core_subset.check, CORE, text)
    assert what in [finding.what for finding in found]
    assert all(finding.line >= 1 and finding.why for finding in found)
    # Outside the core all this is allowed.
    assert findings(core_subset.check, KERNEL, text) == []


@pytest.mark.parametrize("text, what", LACKING_EVERYWHERE)
def test_lacking(text, what):
    for path in (CORE, KERNEL):
        assert what in [finding.what for finding in findings(core_subset.check, path, text)]


def test_good_core():
    assert findings(core_subset.check, CORE, GOOD_CORE) == []


def test_a_generator_inside_a_coroutine_is_no_asynchronous_generator():
    assert findings(core_subset.check, KERNEL, "async def a():\n    def b():\n        yield 1\n    await b()") == []


def test_report_names_file_line_and_reason(capsys):
    found = findings(core_subset.check, CORE, "a = 1\nb = a / 2")
    assert source.report("core_subset", 1, found) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0] == f"{CORE}:2: true division, gives a float; // and a stated rounding"


def test_a_check_that_looked_at_nothing_fails(capsys):
    assert source.report("core_subset", 0, []) == 1
    assert source.report("core_subset", 1, []) == 0


def test_the_checks_see_the_real_files():
    seen = source.files("firmware")
    assert "firmware/tandem/ports/frame.py" in seen
    assert any(path.startswith("firmware/tandem/control/") for path in seen)
