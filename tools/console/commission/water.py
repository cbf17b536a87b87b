"""Flow and return, judged while something heats: the flow rises first and stays warmer."""

from tools.console.commission.site import mean, risen_s
from tools.console.commission.words import celsius

_FIRST_C100 = 200
_APART_C100 = 80


def judged(looks, flow, back, measured):
    """An empty text: right; "swapped"; None: nothing can be said. Measurements are appended."""
    warm, cool = mean(looks, flow, 60), mean(looks, back, 60)
    if warm is None or cool is None:
        return None
    first, second = risen_s(looks, flow, _FIRST_C100), risen_s(looks, back, _FIRST_C100)
    measured += [
        (f"{flow} after", celsius(warm)), (f"{back} after", celsius(cool)),
        (f"{flow} rises", "not" if first is None else f"after {first} s"),
        (f"{back} rises", "not" if second is None else f"after {second} s"),
    ]  # fmt: skip
    if warm - cool > _APART_C100:
        return ""
    if cool - warm > _APART_C100:
        return "swapped"
    return None
