"""__slots__ is accepted and means nothing: a misspelt attribute is simply a new one.

Cause: MicroPython keeps the attributes of every instance in a map.
For us: slots save no memory on a board; misspelt names are found by the type checks and by tests on CPython.
Outputs: cpython | unix64 wasm32
"""


class Reading:
    __slots__ = ("value",)


reading = Reading()
try:
    reading.valeu = 1
    print("accepted")
except AttributeError:
    print("refused")
