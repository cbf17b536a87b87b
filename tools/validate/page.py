"""What chapters are made of: jobs that compute, checks that judge, tables for the page."""


class Job:
    """Work for one of the processes. name: under which its result is found; chapters may ask for the same one.

    function: importable at the top of a module, called with args; weight: about how many seconds it takes.
    """

    def __init__(self, name, function, args=(), weight=1.0):
        self.name = name
        self.function = function
        self.args = args
        self.weight = weight


class Check:
    """One bar. text: what is asked; ok; figure: what came; known: why it is missed.

    within: how far the miss is covered by that reason; beyond it the reason does not count.
    """

    def __init__(self, text, ok, figure, known="", within=True):
        self.text = text
        self.ok = bool(ok)
        self.figure = figure
        self.known = known if within else ""

    def verdict(self):
        """For a cell of a table."""
        return "ok" if self.ok else "**off**"


def table(head, rows):
    """A markdown table; cells are texts or anything str() makes one of."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def pc(share, digits=0):
    """5 % of 0.05."""
    return f"{100.0 * share:.{digits}f} %"


def percent(share):
    """+3 % of 0.03; never -0."""
    whole = round(100.0 * share)
    return f"{whole:+d} %" if whole else "0 %"


def under(value):
    """A tiny figure as the power of ten it stays under, 1e-12 at least, so that other machines write the same page."""
    ten = -12
    while value >= 10.0**ten:
        ten += 1
    return f"under 1e{ten}"


def verdicts(checks):
    """The chapter's checks as a table; what is off stands with its reason below."""
    text = table(["bar", "figure", ""], [(c.text, c.figure, c.verdict()) for c in checks])
    off = [c for c in checks if not c.ok]
    if off:
        reasons = dict.fromkeys(c.known for c in off)
        text += "\nOff, and why:\n\n"
        for reason in reasons:
            those = "; ".join(f"{c.text}: {c.figure}" for c in off if c.known == reason)
            text += f"- {those}. {reason or 'Not explained'}.\n"
    return text
