"""Runs on any interpreter: feeds recorded input frames to the core and compares every output.

    replay_vm.py NUMBERS ROWS

NUMBERS: a file of little-endian 32-bit integers: parameters, then two lengths and the two snapshot records as bytes.
ROWS: a file, or - for standard input, of rows: kind, input frame, output frame, as in a trace. Prints "same N" or, at
the first difference, "tick N field F expected E got G". Kept small: it must fit beside the firmware in a board's heap.
"""

import struct
import sys
from array import array

from tandem.control.controller import Controller
from tandem.ports.frame import N_IN, N_OUT, Inputs, Outputs

KIND_PARAM = 1
KIND_SERIES = 2
KIND_START = 3


class Values:
    """Parameters in force, as the core reads them, and a number that every change raises."""

    def __init__(self, values):
        self.v = values
        self.seq = 0


class Replay:
    """One core and the rows it is fed. feed() takes whole rows and returns the text of a difference, or None."""

    def __init__(self, numbers, n_params):
        self.params = Values(array("i", struct.unpack_from("<%di" % n_params, numbers, 0)))
        at = 4 * n_params
        sizes = struct.unpack_from("<2i", numbers, at)
        self.start(numbers, at + 8, sizes[0], sizes[1])
        self.ticks = 0
        self.row = array("i", [0] * (1 + N_IN + N_OUT))

    def start(self, numbers, at, first, second):
        """A controller begins with two records of these lengths, which stand one behind the other at ``at``."""
        self.inputs = Inputs(self.params)
        self.outputs = Outputs()
        self.controller = Controller()
        second += first
        self.controller.load(numbers[at : at + first], numbers[at + first : at + second])

    def tick(self):
        """Use the row in self.row."""
        row = self.row
        if row[0] == KIND_PARAM:
            self.inputs.params.v[row[1]] = row[2]
            self.inputs.params.seq += 1
            return None
        if row[0] == KIND_SERIES:
            self.inputs.series.put(row[1], row[2], row[3])
            return None
        if row[0] == KIND_START:
            self.start(bytes(row), 16, row[2], row[3])
            return None
        f = self.inputs.f
        for i in range(N_IN):
            f[i] = row[1 + i]
        self.controller.step(self.inputs, self.outputs)
        o = self.outputs.f
        for i in range(N_OUT):
            if o[i] != row[1 + N_IN + i]:
                return "tick %d field %d expected %d got %d" % (self.ticks, i, row[1 + N_IN + i], o[i])
        self.ticks += 1
        return None

    def rows(self, stream):
        """Read rows until the stream ends; returns a difference or None."""
        view = memoryview(self.row)
        size = 4 * len(self.row)
        buffer = bytearray(size)
        while True:
            n = read_whole(stream, buffer)
            if n == 0:
                return None
            if n != size:
                return "a row was cut off after tick %d" % self.ticks
            # array('i') cannot be filled from bytes in place on every interpreter; unpacking in place can.
            for i in range(len(view)):
                view[i] = struct.unpack_from("<i", buffer, 4 * i)[0]
            found = self.tick()
            if found is not None:
                return found


def read_whole(stream, buffer):
    """Fill the buffer from the stream, as far as it goes."""
    n = stream.readinto(buffer)
    if not n or n == len(buffer):
        return n or 0
    view = memoryview(buffer)
    while n < len(buffer):
        more = stream.readinto(view[n:])
        if not more:
            break
        n += more
    return n


def main(numbers_file, rows_file):
    """Print the outcome."""
    with open(numbers_file, "rb") as file:
        numbers = file.read()
    n_params = struct.unpack_from("<i", numbers, 0)[0]
    replay = Replay(numbers[4:], n_params)
    if rows_file == "-":
        found = replay.rows(sys.stdin.buffer)
    else:
        with open(rows_file, "rb") as stream:
            found = replay.rows(stream)
    print(found if found is not None else "same %d" % replay.ticks)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
