"""Every reason code has one number and one text."""

from host_sim.reason_texts import PLAN_TEXTS, REASON_TEXTS, reason_text
from host_sim.report_style import PLAN_COLORS
from tandem.ports import reasons

CODES = {name: value for name, value in vars(reasons).items() if name.startswith(("R_", "E_"))}


def test_no_number_is_used_twice():
    assert len(set(CODES.values())) == len(CODES)


def test_every_code_has_a_text_and_every_text_a_code():
    assert set(REASON_TEXTS) == set(CODES.values())


def test_texts_are_single_short_lines_and_differ():
    assert len(set(REASON_TEXTS.values())) == len(REASON_TEXTS)
    for text in REASON_TEXTS.values():
        assert text == text.strip()
        assert 3 < len(text) <= 52
        assert "\n" not in text


def test_an_unknown_code_still_says_its_number():
    assert reason_text(9999) == "Reason 9999"


def test_every_plan_has_a_text_and_a_colour():
    assert sorted(PLAN_TEXTS) == list(range(len(PLAN_COLORS)))
