"""A dict comes out in the order of its hashes, not in the order in which it was filled.

Cause: MicroPython keeps a plain hash table.
For us: nothing in the core walks through a dict or a set; a table whose order matters is a tuple.
Outputs: cpython | unix64 wasm32
"""

print(list({"outdoor": 0, "room": 1, "flow": 2, "return": 3, "boiler": 4}))
print(list({40: 0, 30: 1, 20: 2, 10: 3}))
