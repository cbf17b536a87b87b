"""What pytest needs: the paths that the core tests expect, their skips, and repeatable property tests."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
for folder in ("firmware", "tests/chips", "tests/core"):
    sys.path.insert(0, str(ROOT / folder))

import support  # noqa: E402  the path has to come first

# No deadline: a slow machine is no failure. "steady" draws the same examples each time, so that a red run can be
# repeated; TANDEM_EXAMPLES=2000 makes the property tests draw new ones, and more of them.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


# Files whose tests take long come first, so that at the end there is something short for every processor.
LONG = (
    "device/test_console.py device/test_hil_board.py sim/test_run.py device/test_damage.py property/ sim/test_plant.py "
    "sim/test_street.py sim/test_validate.py sim/test_bundle.py sim/test_replay.py model/ device/ perf/ peers/ sim/"
).split()


def pytest_collection_modifyitems(items):
    """In that order; the order within a file stays."""
    places = {}
    for item in items:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        places[item] = next((at for at, name in enumerate(LONG) if path.startswith(name)), len(LONG))
    items.sort(key=places.__getitem__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A core test cannot call pytest.skip(); its own Skip means the same."""
    try:
        return (yield)
    except support.Skip as why:
        pytest.skip(f"{item.name}: {why}")
