"""Makes the tables of lines in a compiled file as small as the heap's blocks allow.

A board's heap is given out in blocks of 16 bytes, one piece for the bytecode of every function. Its table of lines, an
eighth of it, is cut here to what fits into the last block anyway: short functions keep all of their lines, long ones
every second or third. A traceback then shows the first of a few lines; tools/where.py tells up to which one.

What mpy-cross writes: "M", version, flags, small integers; numbers of names and constants; these; the bytecode of the
module, in which that of its functions is nested. Bytecode: two packed numbers with sizes, then the function's name,
arguments and lines, which is all that is touched here; jumps within it are relative.
"""

BLOCK = 16
_APART = 100  # bytes of code; a long function gets another block rather than lines that lie further apart
_TUPLE = 10
_TEXT = (5, 6)  # constants that end with a zero byte; so do names
_VALUE = (7, 8, 9)  # numbers as text


class _Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, n):
        self.at += n
        return self.data[self.at - n : self.at]

    def number(self):
        value = 0
        while True:
            byte = self.take(1)[0]
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value

    def constant(self):
        """Skip one."""
        kind = self.take(1)[0]
        if kind == _TUPLE:
            for _ in range(self.number()):
                self.constant()
        elif kind in _TEXT:
            self.take(self.number() + 1)
        elif kind in _VALUE:
            self.take(self.number())


def _number(value):
    """As _Reader.number() reads it."""
    out = [value & 0x7F]
    while value > 0x7F:
        value >>= 7
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)


def points(table):
    """[(offset in the bytecode, line)] of a table of lines, which begins at offset 0 and line 1."""
    found = []
    offset, line, at = 0, 1, 0
    while at < len(table):
        byte = table[at]
        if byte & 0x80:
            offset += byte & 0x0F
            line += (byte << 4) & 0x700 | table[at + 1]
            at += 2
        else:
            offset += byte & 0x1F
            line += byte >> 5
            at += 1
        found.append((offset, line))
    return found


def table_of(found):
    """The table for points()."""
    out = bytearray()
    offset, line = 0, 1
    for there, number in found:
        skip, lines = there - offset, number - line
        offset, line = there, number
        while skip or lines:
            if lines <= 6 or skip > 15:
                some = min(skip, 31)
                more = min(lines, 3) if some == skip else 0
                out.append(some | more << 5)
            else:
                some, more = skip, min(lines, 0x7FF)
                out += bytes((0x80 | (more & 0x700) >> 4 | some, more & 0xFF))
            skip -= some
            lines -= more
    return bytes(out)


def _last_of_each(found):
    """The points without those that another one replaces at the same offset."""
    return [point for point, after in zip(found, [*found[1:], (-1, 0)]) if point[0] != after[0]]


def thinned(found, apart):
    """Those of the points that lie at least so many bytes apart, with the first."""
    kept = found[:1]
    for point in found[1:]:
        if point[0] - kept[-1][0] >= apart:
            kept.append(point)
    return kept


def _spans(kept, found):
    """{line of a point that is kept: last line that it stands for}."""
    spans = {}
    for (offset, line), (end, _) in zip(kept, [*kept[1:], (1 << 30, 0)]):
        last = max(number for there, number in found if offset <= there < end)
        spans[line] = max(last, spans.get(line, line))
    return spans


def _function(data, spans):
    """The bytecode of one function with fewer lines."""
    reader = _Reader(data)
    first = reader.take(1)[0]
    arguments, byte, n = first & 3, first, 0
    while byte & 0x80:
        byte = reader.take(1)[0]
        arguments += ((byte & 4) << n) + ((byte >> 3 & 1) << n)
        n += 1
    signature = data[: reader.at]
    info = cells = n = 0
    byte = 0x80
    while byte & 0x80:
        byte = reader.take(1)[0]
        info |= (byte >> 1 & 0x3F) << 6 * n
        cells |= (byte & 1) << n
        n += 1
    start = reader.at
    for _ in range(1 + arguments):
        reader.number()
    names = data[start : reader.at]
    found = _last_of_each(points(data[reader.at : start + info]))
    code = data[start + info :]
    if not found:
        return data

    def written(table):
        return signature + _sizes(len(names) + len(table), cells) + names + table + code

    choices = [(written(table_of(kept)), kept) for kept in (thinned(found, apart) for apart in range(_APART))]
    fewest = min(_blocks(new) for new, _ in choices)
    new, kept = next(choice for choice in choices if _blocks(choice[0]) == fewest)
    spans.update(_spans(kept, found))
    return new


def _blocks(code):
    return -(-len(code) // BLOCK)


def _sizes(info, cells):
    """The packed sizes of names with lines, and of cells."""
    out = bytearray()
    while True:
        out.append((info & 0x3F) << 1 | cells & 1)
        info >>= 6
        cells >>= 1
        if not info and not cells:
            return bytes(out)
        out[-1] |= 0x80


def thin(data):
    """(a compiled file with fewer lines, {line: last line that it stands for}); nothing else of it changes."""
    reader = _Reader(data)
    reader.take(4)
    names = reader.number()
    constants = reader.number()
    for _ in range(names):
        length = reader.number()
        if not length & 1:
            reader.take((length >> 1) + 1)
    for _ in range(constants):
        reader.constant()
    spans: dict[int, int] = {}
    out = [data[: reader.at]]

    def copy(top):
        head = reader.number()
        if head & 3:
            raise ValueError("native code")
        code = reader.take(head >> 3)
        # What a module does at its start is gone after that, with its lines.
        new = code if top else _function(code, spans)
        out.append(_number(len(new) << 3 | head & 7))
        out.append(new)
        if head & 4:
            children = reader.number()
            out.append(_number(children))
            for _ in range(children):
                copy(False)

    copy(True)
    if reader.at != len(data):
        raise ValueError("not as mpy-cross writes it")
    return b"".join(out), {line: last for line, last in spans.items() if last > line}
