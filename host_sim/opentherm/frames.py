"""Frames as the simulated peers make them, apart from the firmware's codec, so that the one tests the other."""


def build(kind, at, word):
    """Four bytes, even parity."""
    raw = (kind & 7) << 28 | (at & 0xFF) << 16 | word & 0xFFFF
    return (raw | (raw.bit_count() & 1) << 31).to_bytes(4, "big")


def parts(frame):
    """(kind, id, word) of four bytes, None when the parity is wrong."""
    raw = int.from_bytes(frame, "big")
    if raw.bit_count() & 1:
        return None
    return raw >> 28 & 7, raw >> 16 & 0xFF, raw & 0xFFFF
