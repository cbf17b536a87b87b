"""A coroutine is a plain generator: it has no __await__, and one that nobody awaits is dropped without a word.

Cause: MicroPython has one kind of generator for both.
For us: a test that is itself async passes without having run. Tests are plain functions; the runner refuses others.
Outputs: cpython | unix64 wasm32
"""


async def work():
    return 1


coroutine = work()
print(hasattr(coroutine, "__await__"))
coroutine.close()
