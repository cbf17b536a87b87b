"""Sorting does not keep the order of equal keys.

Cause: MicroPython sorts with a plain quicksort.
For us: no sort in the core; elsewhere ties are broken by an index in the key.
Outputs: cpython | unix64 wasm32
"""

pairs = [(i % 3, i) for i in range(24)]
pairs.sort(key=lambda pair: pair[0])
print([i for _, i in pairs])
