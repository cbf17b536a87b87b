"""From the ledger of interventions to a CSV: order, words, damaged files."""

import csv
import io

from tandem.kernel.files import Files
from tandem.kernel.ledger import VERDICT_ABOVE, VERDICT_MET, Ledger
from tandem.kernel.store import Store
from tandem.ports.reasons import R_DIM, R_LPC
from tools import ledger


def filled(tmp_path, n):
    book = Ledger(Store(Files(str(tmp_path))), n_files=4, per_block=5)
    for i in range(n):
        book.append(14_000_000 + i, 100 * i, 1800, 4200, 770, 4100, 0, R_DIM, VERDICT_MET)
    return book


def test_all_records_in_order(tmp_path):
    for n in (1, 5, 6, 18):
        book = filled(tmp_path / str(n), n)
        rows, complaints = ledger.read(tmp_path / str(n))
        assert complaints == []
        assert [row["up_s"] for row in rows] == [row[1] for row in book.rows()] == [100 * i for i in range(n)]


def test_what_the_tool_reads_is_what_the_board_reads_after_the_ring_turned(tmp_path):
    book = filled(tmp_path, 47)
    rows, _ = ledger.read(tmp_path)
    assert [row["up_s"] for row in rows][-17:] == [row[1] for row in book.rows()][-17:]


def test_the_csv_is_for_people(tmp_path, capsys):
    book = filled(tmp_path, 1)
    book.append(0, 500, 60, 0, 770, 1500, 120, R_LPC, VERDICT_ABOVE)
    assert ledger.main([str(tmp_path)]) == 0
    first, second = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert first == {
        "start_utc": "2026-08-14 05:20",
        "up_s": "0",
        "duration_s": "1800",
        "target_w": "4200",
        "floor_w": "770",
        "highest_w": "4100",
        "above_s": "0",
        "source": "Dimmed by the grid operator (par. 14a)",
        "verdict": "met",
    }
    assert (second["start_utc"], second["verdict"], second["above_s"]) == ("", "above", "120")


def test_a_damaged_file_is_told_and_the_rest_is_read(tmp_path, capsys):
    filled(tmp_path, 18)
    (tmp_path / "led1").write_bytes(b"junk")
    assert ledger.main([str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert "led1: not a whole record" in err
    assert len(out.splitlines()) == 1 + 13
