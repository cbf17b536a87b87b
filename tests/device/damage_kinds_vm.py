"""What can happen to a file, by seeds that are the same on every machine. On MicroPython."""


class Chance:
    """Numbers that are the same on every machine."""

    def __init__(self, seed):
        self.state = seed * 2654435761 & 0xFFFFFFFF or 1

    def below(self, n):
        s = self.state
        s ^= s << 13 & 0xFFFFFFFF
        s ^= s >> 17
        s ^= s << 5 & 0xFFFFFFFF
        self.state = s
        return (s >> 3) % n


def damaged(data, path, chance, others, sealed_records):
    """(what was done, the bytes) of a damaged file; None for no file at all."""
    kind = chance.below(10)
    data = bytearray(data)
    n = len(data)
    if kind <= 2 and n:
        for _ in range(1 + chance.below(4)):
            data[chance.below(n)] ^= 1 << chance.below(8)
        return "bits", data
    if kind == 3:
        return "short", data[: chance.below(n + 1)]
    if kind == 4 and n:
        at = chance.below(n)
        fill = (0, 255)[chance.below(2)]
        for i in range(at, min(n, at + 1 + chance.below(600))):
            data[i] = fill
        return "blank", data
    if kind == 5:
        return "long", data + bytes([chance.below(256) for _ in range(1 + chance.below(40))])
    if kind == 6:
        return "noise", bytes([chance.below(256) for _ in range(chance.below(300))])
    if kind == 7:
        return "another", others[chance.below(len(others))][1]
    sealed = sealed_records.get(path[path.rfind("/") + 1 :].split(".")[0])
    if sealed:
        return "sealed", sealed[chance.below(len(sealed))]
    return "none", None
