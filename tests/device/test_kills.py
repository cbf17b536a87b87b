"""The interpreter is killed at random moments: outputs at their fallback, starts kept, control back soon.

A sample; `python -m tools.campaign kills` does it in every scenario that a virtual board can play.
"""

from tests.device import kills


def test_killed_at_random_moments_of_a_winter_day():
    times, wrong = kills.run("plain", 8, 1, 0.5)
    print(kills.told(times)[0])
    assert len(times) == 8 and not wrong, wrong
    assert max(times) <= 2 * kills.BACK_S, times
