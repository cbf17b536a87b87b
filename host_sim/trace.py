"""Traces: what went into the core and what came out, tick by tick, and a hash over all of it.

A file starts with one line of JSON (versions, layout, parameters, snapshot) and goes on with chunks: 4 bytes of length,
then zlib over the rows of up to 1024 ticks, column by column, each as the difference to the row before. A row is a kind
(0 tick; 1 parameter: id and value follow; 2 a quarter-hour value: series, quarter, value; 3 the controller starts
anew: second of the run, lengths of its two records, their bytes), the input frame and the output frame, 32-bit
integers. The last chunk has length 0 and is followed by the SHA-256 of all rows.
"""

import hashlib
import json
import struct
import zlib

import numpy as np

from tandem.ports.frame import FRAME_VERSION, N_IN, N_OUT

FORMAT = "tandem-trace"
VERSION = 2
ROW = 1 + N_IN + N_OUT
KIND_TICK = 0
KIND_PARAM = 1
KIND_SERIES = 2
KIND_START = 3
CHUNK = 1024
_IN_SIZE = 4 * N_IN
_BOTH_SIZE = 4 * (N_IN + N_OUT)
_ROWS_SIZE = CHUNK * ROW * 4


class TraceError(ValueError):
    """A file that is no usable trace; the message says why."""


class TraceWriter:
    """A tap that hashes every tick and, given a binary file, writes it. params: the Params in force; series: the
    quarter-hour values, whose put() is listened to from now on; reader: is handed all rows, up to CHUNK at a time."""

    def __init__(self, params, header, file=None, series=None, reader=None):
        self.sha = hashlib.sha256()
        self.ticks = 0
        self._params = params
        self._seq = params.seq
        self._values = list(params.v)
        self._rows = bytearray(_ROWS_SIZE)
        self._view = memoryview(self._rows)
        self._at = 0
        self._frame = None
        self._in = self._out = memoryview(b"")
        self._file = file
        self._reader = reader
        self._listen(series)
        if file is not None:
            head = {
                "format": FORMAT,
                "version": VERSION,
                "frame_version": FRAME_VERSION,
                "n_in": N_IN,
                "n_out": N_OUT,
                "params": self._values,
                **header,
            }
            file.write(json.dumps(head).encode() + b"\n")

    def tick(self, inputs, outputs):
        """Tap port."""
        if self._params.seq != self._seq:
            self._changes()
        if inputs is not self._frame:
            # The frames are the same two objects for the whole run; their views are made once.
            self._frame = inputs
            self._in = memoryview(inputs).cast("B")
            self._out = memoryview(outputs).cast("B")
        at = self._at + 4
        view = self._view
        view[at : at + _IN_SIZE] = self._in
        view[at + _IN_SIZE : at + _BOTH_SIZE] = self._out
        self._at = at + _BOTH_SIZE
        self.ticks += 1
        if self._at == _ROWS_SIZE:
            self._flush()

    def controller_started(self, run_s, params, series, snapshot):
        """The controller begins anew, run_s seconds after the first time, with new objects and these two records."""
        records = b"".join(snapshot)
        numbers = struct.unpack(f"<{-(-len(records) // 4)}i", records.ljust(-(-len(records) // 4) * 4, b"\0"))
        self._row(KIND_START, run_s, len(snapshot[0]), len(snapshot[1]), *numbers)
        self._params = params
        self._frame = None
        self._changes()
        self._listen(series)

    def close(self):
        """Finish; returns the hash."""
        self._flush()
        if self._file is not None:
            self._file.write(struct.pack("<I", 0) + self.sha.digest())
            self._file.flush()
        return self.sha.hexdigest()

    def _listen(self, series):
        if series is not None:
            self._put = series.put
            series.put = self._pushed

    def _pushed(self, kind, quarter, value):
        self._put(kind, quarter, value)
        self._row(KIND_SERIES, kind, quarter, value)

    def _row(self, *numbers):
        row = struct.pack(f"<{len(numbers)}i", *numbers).ljust(ROW * 4, b"\0")
        self._view[self._at : self._at + ROW * 4] = row
        self._at += ROW * 4
        if self._at == len(self._rows):
            self._flush()

    def _changes(self):
        self._seq = self._params.seq
        for pid, value in enumerate(self._params.v):
            if value != self._values[pid]:
                self._values[pid] = value
                self._row(KIND_PARAM, pid, value)

    def _flush(self):
        if not self._at:
            return
        data = self._view[: self._at]
        self.sha.update(data)
        if self._reader is not None:
            self._reader(np.frombuffer(data, dtype="<i4").reshape(-1, ROW))
        if self._file is not None:
            packed = zlib.compress(_differences(data), 9)
            self._file.write(struct.pack("<I", len(packed)) + packed)
        # The kind of the next rows is a tick unless a parameter says otherwise.
        self._rows[:] = bytes(len(self._rows))
        self._at = 0


def _differences(data):
    rows = np.frombuffer(data, dtype="<i4").reshape(-1, ROW)
    delta = rows.copy()
    delta[1:] -= rows[:-1]
    return np.ascontiguousarray(delta.T).tobytes()


def open_trace(path):
    """(header, iterator over (n, ROW) int32 arrays); raises TraceError, also while iterating."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - the iterator owns it
    except OSError as error:
        raise TraceError(f"cannot read trace {path}: {error.strerror}") from None
    line = file.readline(1 << 20)
    try:
        header = json.loads(line)
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise ValueError
    except ValueError:
        file.close()
        raise TraceError(f"{path} is not a trace (no {FORMAT} header)") from None
    for key, ours in (("version", VERSION), ("frame_version", FRAME_VERSION), ("n_in", N_IN), ("n_out", N_OUT)):
        if header.get(key) != ours:
            file.close()
            raise TraceError(f"{path}: {key} is {header.get(key)!r}, this version reads {ours}")
    return header, _chunks(path, file)


def _chunks(path, file):
    sha = hashlib.sha256()
    with file:
        while True:
            size = file.read(4)
            if len(size) != 4:
                raise TraceError(f"{path} is cut off: no end mark")
            n = struct.unpack("<I", size)[0]
            if n == 0:
                if file.read(33) != sha.digest():
                    raise TraceError(f"{path} is damaged: its hash does not match")
                return
            packed = file.read(n)
            try:
                flat = np.frombuffer(zlib.decompress(packed), dtype="<i4")
                delta = flat.reshape(ROW, -1).T
            except (zlib.error, ValueError):
                raise TraceError(f"{path} is damaged at byte {file.tell() - len(packed)}") from None
            rows = np.ascontiguousarray(np.cumsum(delta, axis=0, dtype=np.int32))
            sha.update(rows.tobytes())
            yield rows
