"""Which mutants are tried: a sample that a seed fixes, and the list of those that are known to change nothing."""

import hashlib
import tomllib
from collections import defaultdict

from tools.mutate.operators import mutants

CONTROL = "firmware/tandem/control"
GENERATED = (f"{CONTROL}/param_table.py",)
GUARDS = "guards and limits"
REST = "the rest"
# What stands between a wrong decision and a broken machine is sampled more densely and held to a higher bar.
GUARD_FILES = tuple(f"{CONTROL}/{name}.py" for name in ("guards", "powerlimit", "heatpump", "flowproof", "frost"))
BARS = {GUARDS: 90, REST: 80}  # per cent killed, at least
GUARDS_SHARE = 0.3  # of a sample, at least


def group_of(file):
    """The group that a file is counted in."""
    return GUARDS if file in GUARD_FILES or file.startswith(f"{CONTROL}/limits/") else REST


def all_mutants(root):
    """{file: its mutants} of the control core below a root."""
    found = {}
    for path in sorted((root / CONTROL).rglob("*.py")):
        file = path.relative_to(root).as_posix()
        if file not in GENERATED:
            found[file] = mutants(file, path.read_bytes())
    return {file: some for file, some in found.items() if some}


def sample(found, size, seed):
    """So many of the mutants {file: list}; 0 for all. In both groups a file has its share by size, and at least one."""
    total = sum(len(some) for some in found.values())
    if not size or size >= total:
        return [mutant for some in found.values() for mutant in some]
    ranked = {file: _ranked(some, seed) for file, some in found.items()}
    groups = defaultdict(list)
    for file in ranked:
        groups[group_of(file)].append(file)
    weight = {group: sum(_places(found[file]) for file in files) for group, files in groups.items()}
    guards = max(weight.get(GUARDS, 0) / sum(weight.values()), GUARDS_SHARE) if weight.get(GUARDS) else 0
    shares = {GUARDS: round(size * guards) if weight.get(REST) else size}
    shares[REST] = size - shares[GUARDS]
    chosen = []
    for group, files in groups.items():
        wanted = _shared_out(shares[group], {file: _places(found[file]) for file in files})
        for file in files:
            chosen += ranked[file][: wanted[file]]
    return sorted(chosen, key=lambda mutant: (mutant.file, mutant.start, mutant.end, mutant.new))


def _place(mutant):
    # Most initial values are written again before anybody reads them: one place each is enough.
    if mutant.function.endswith("__init__"):
        return mutant.first, 0, "initial value"
    return mutant.start, mutant.end, mutant.operator


def _places(some):
    """Size of a file: places that can be changed, however many ways there are."""
    return len({_place(mutant) for mutant in some})


def _shared_out(size, weights):
    """{key: whole number}, by weight, with the largest remainders rounded up; at least 1 each as far as it goes."""
    total = sum(weights.values())
    exact = {key: max(size * weight / total, 1) for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    order = sorted(weights, key=lambda key: (parts[key] - exact[key], key))
    while sum(parts.values()) < size:
        for key in order[: size - sum(parts.values())]:
            parts[key] += 1
    while sum(parts.values()) > size:
        parts[max(parts, key=lambda key: (parts[key], key))] -= 1
    return parts


def _ranked(some, seed):
    """The mutants of a file in the order of a lottery: one of each place first.

    A mutant's number is drawn from its text and not from its position in the file, so that an edit elsewhere in the
    file leaves most of the sample as it was.
    """
    places = defaultdict(list)
    for mutant in some:
        places[_place(mutant)].append(mutant)
    seen = defaultdict(int)
    drawn = []
    for ways in places.values():
        text = f"{ways[0].file} {ways[0].function} {ways[0].original} {_place(ways[0])[2]}"
        seen[text] += 1
        number = _draw(f"{seed} {text} {seen[text]}")
        ways = [mutant for _, mutant in sorted((_draw(f"{number} {mutant.new}"), mutant) for mutant in ways)]
        drawn += ((turn, number, mutant) for turn, mutant in enumerate(ways))
    return [mutant for _, _, mutant in sorted(drawn)]


def _draw(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Known:
    """Mutants that no test can kill, each with the reason in words; from a file like known.toml.

    Matched by file, function and text, which stay when lines are inserted elsewhere. An entry without "mutated" stands
    for every mutant of its line.
    """

    def __init__(self, path):
        self.reasons = {}
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("known", []) if path.exists() else []
        for row in rows:
            key = row["file"], row["function"], _spaced(row["original"]), _spaced(row.get("mutated", ""))
            if not row["reason"].strip():
                raise ValueError(f"{path}: {key} has no reason")
            self.reasons[key] = row["reason"].strip()

    def reason(self, mutant):
        """Why it survives, or an empty text."""
        exact, line = self.keys(mutant)
        return self.reasons.get(exact) or self.reasons.get(line, "")

    def stale(self, found):
        """Entries that fit no mutant of today's sources {file: list}."""
        return sorted(
            set(self.reasons) - {key for some in found.values() for mutant in some for key in self.keys(mutant)}
        )

    @staticmethod
    def keys(mutant):
        """Of the mutant itself and of its line."""
        line = mutant.file, mutant.function, _spaced(mutant.original)
        return (*line, _spaced(mutant.mutated)), (*line, "")


def _spaced(text):
    return " ".join(text.split())
