"""Measures on a real board what the simulated chip cannot tell. Stop the firmware, connect, and run from the host:

    mpremote resume exec "adc=34; wire=4; out=16; back=17" run firmware/tandem/drivers/bench.py

Name only what is there: adc a pin with a steady voltage; wire a one-wire bus; out and back two pins joined by a wire or
a relay's contact. Each line has a figure and the bound that the drivers count on.
"""

import gc
import time

from machine import ADC, Pin

_ROUNDS = 20


def line(name, value, unit, bound):
    """Print one figure; bound is what it may be at most."""
    print("%-34s %6d %-3s at most %d%s" % (name, value, unit, bound, "" if value <= bound else "   TOO MUCH"))


def measure_adc(pin):
    """Time for nine samples, and how far their medians lie apart."""
    device = ADC(Pin(pin), atten=ADC.ATTN_11DB)
    found = []
    began = time.ticks_us()
    for _ in range(_ROUNDS):
        found.append(sorted([device.read_uv() for _ in range(9)])[4])
    took = time.ticks_diff(time.ticks_us(), began) // _ROUNDS
    line("ADC: nine samples", took, "us", 3000)
    line("ADC: medians apart", (max(found) - min(found)) // 1000, "mV", 12)
    print("ADC: %d mV" % (found[0] // 1000))


def measure_wire(pin):
    """Time to read one sensor, which is what a turn of the loop costs, and who is there."""
    import onewire

    bus = onewire.OneWire(Pin(pin))
    began = time.ticks_us()
    roms = bus.scan()
    line("one-wire: search", time.ticks_diff(time.ticks_us(), began) // 1000, "ms", 50 + 50 * len(roms))
    pad = bytearray(9)
    bad = 0
    longest = 0
    for _ in range(_ROUNDS):
        for rom in roms:
            began = time.ticks_us()
            bus.select_rom(rom)
            bus.writebyte(0xBE)
            bus.readinto(pad)
            longest = max(longest, time.ticks_diff(time.ticks_us(), began))
            bad += 1 if bus.crc8(pad) else 0
    line("one-wire: one sensor", longest, "us", 20000)
    line("one-wire: checksums wrong", bad, "", 0)
    for rom in roms:
        print("sensor", "".join(["%02x" % byte for byte in rom]))


def measure_output(out, back):
    """Time until the second pin follows the first, over a relay or a wire."""
    first = Pin(out, Pin.OUT, value=0)
    second = Pin(back, Pin.IN, Pin.PULL_DOWN)
    longest = 0
    for i in range(_ROUNDS):
        want = 1 - i % 2
        first.value(want)
        began = time.ticks_us()
        while second.value() != want and time.ticks_diff(time.ticks_us(), began) < 2000000:
            pass
        longest = max(longest, time.ticks_diff(time.ticks_us(), began))
        time.sleep_ms(20)
    first.value(0)
    line("output: read back after", longest // 1000, "ms", 1000)


def measure_pause():
    """What the pause between two turns costs: a hundred slices of 10 ms, and a collection of the heap."""
    began = time.ticks_us()
    for _ in range(100):
        time.sleep_ms(10)
    line("pause: 1000 ms took", time.ticks_diff(time.ticks_us(), began) // 1000, "ms", 1100)
    began = time.ticks_us()
    gc.collect()
    line("collection of the heap", time.ticks_diff(time.ticks_us(), began) // 1000, "ms", 100)
    print("heap: %d used, %d free" % (gc.mem_alloc(), gc.mem_free()))


def main(names):
    """Measure what is named: {"adc": pin, ...}."""
    measure_pause()
    if "adc" in names:
        measure_adc(names["adc"])
    if "wire" in names:
        measure_wire(names["wire"])
    if "out" in names and "back" in names:
        measure_output(names["out"], names["back"])


if __name__ == "__main__":
    main(globals())
