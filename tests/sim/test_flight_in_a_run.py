"""The flight recorder of a running firmware: bounded, and it tells what was decided and why."""

from datetime import datetime

from host_sim.run import Config, Simulation
from tandem.flight import record
from tools import flight


def test_two_days_on_record(tmp_path):
    simulation = Simulation(Config(start=datetime(2025, 1, 22), days=1, cutout_c=4.0))
    recorder = record(simulation.app)
    simulation.advance_to(simulation.end_s)
    assert recorder.flush()
    files = {name: data for name, data in simulation.board.files.data.items() if name.startswith("fr")}
    assert 1 < len(files) <= 32
    assert max(len(data) for data in files.values()) <= 1024
    for name, data in files.items():
        (tmp_path / name).write_bytes(bytes(data))
    rows = [row for block in flight.read([tmp_path])[0] for row in block.rows]
    assert len(rows) > 100
    assert len({row["out_plan"] for row in rows}) >= 2
    assert all(row["out_plan_why"] > 0 for row in rows)
    assert {row["out_hp"] for row in rows} == {0, 1}
    hours = (rows[-1]["up_s"] - rows[0]["up_s"]) / 3600
    assert hours > 30
    assert simulation.board.files.data.keys() >= {"guard.0", "guard.1"}
