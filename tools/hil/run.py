"""A run with a board in the loop: the house, the comparison, and what the bench has measured."""

import json
import time

from host_sim.run import Simulation
from tandem.ports.frame import FRAME_VERSION
from tools.hil.mirror import Mirror, tracer

SHARES = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))


def run(bench, config, progress=None):
    """(report as a dict, text of the first difference or ""). Raises PortError when the board went away."""
    mirror = Mirror(bench)
    before = bench.report()
    place = []
    make = tracer(mirror, lambda: place[0].board.clock.now(), config.period_s * 1000, lambda: place[0].stop())
    began = time.monotonic()
    place.append(Simulation(config, make_trace=make))
    after_start = bench.report()
    simulation = place[0]
    simulation.run(progress)
    wall_s = time.monotonic() - began
    if mirror.broken is not None and not str(mirror.broken).startswith("first difference"):
        raise mirror.broken
    after = bench.report()
    report = {
        "frame_version": FRAME_VERSION,
        "ticks": mirror.ticks,
        "same": mirror.broken is None,
        "wall_s": round(wall_s, 1),
        "tick_us": shares(mirror.us),
        "round_trip_us": round(1e6 * wall_s / max(1, mirror.ticks)),
        "requests": bench.asked,
        "repeated": bench.repeats,
        "heap_used_before": before["used"],
        "heap_used_start": after_start["used"],
        "heap_used_end": after["used"],
        "heap_free_end": after["free"],
        "largest_block_end": after["block"],
        "task_failures": after.get("failures", 0),
        "supervisor_resets": after.get("resets", 0),
    }
    return report, "" if mirror.broken is None else str(mirror.broken)


def shares(values):
    """{"p50": ..., "p99": ..., "max": ...}."""
    ordered = sorted(values) or [0]
    return {name: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for name, share in SHARES}


def text(report):
    """The report for people."""
    us = report["tick_us"]
    return "\n".join(
        (
            f"{report['ticks']} ticks {'identical' if report['same'] else 'up to the first difference'},"
            f" {report['wall_s']} s, {report['round_trip_us']} us each with the way there and back",
            f"a tick on the board: p50 {us['p50']} us, p99 {us['p99']} us, max {us['max']} us",
            f"heap: {report['heap_used_start']} bytes used after the start, {report['heap_used_end']} at the end;"
            f" {report['heap_free_end']} free, largest block {report['largest_block_end']}",
            f"serial: {report['requests']} requests, {report['repeated']} repeated;"
            f" tasks failed {report['task_failures']}, resets asked for {report['supervisor_resets']}",
        )
    )


def write(report, path):
    """As JSON."""
    path.write_text(json.dumps(report, indent=1) + "\n")
