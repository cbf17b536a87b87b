"""The allocation check must see each kind of allocation, or its silence elsewhere would mean nothing."""

from support import INTERPRETER, Skip, allocated, no_allocation, raises


def _in_place(state):
    state[0] = (state[0] * 3 + state[1]) & 0xFFFF


def _tuple(state):
    return state[0], state[1]


def _large(state):
    state[1] = state[0] << 20


def _exception(state):
    try:
        raise ValueError(state[0])
    except ValueError:
        pass


def _freed_again(state):
    """Grows a list and gives the room back: mem_alloc() is the same before and after."""
    grown = state[2]
    for i in range(200):
        grown.append(i)
    grown.clear()


def _swallows(state):
    """Hides the MemoryError of a locked heap."""
    try:
        state[2] = [state[0]]
    except MemoryError:
        pass


def _state():
    return [4096, 7, []]


def test_in_place_is_free():
    assert allocated(_in_place, _state()) == 0


def test_sees_what_stays():
    assert allocated(_tuple, _state()) > 0
    assert allocated(_exception, _state()) > 0
    assert allocated(_swallows, _state()) > 0


def test_sees_what_is_freed_at_once():
    assert allocated(_freed_again, _state()) == 1


def test_sees_large_integers_where_they_are_objects():
    used = allocated(_large, _state())
    if INTERPRETER == "unix64":
        raise Skip("integers up to 2^62 are no objects here; the 32-bit run decides")
    assert used > 0


def test_no_allocation_fails_loudly():
    no_allocation(_in_place, _state())
    raises(AssertionError, no_allocation, _tuple, _state())


def test_raises_wants_the_exception():
    raises(ValueError, int, "x")
    raises(AssertionError, raises, ValueError, int, "1")
