"""What only a start needs, and gives back before the loop begins.

On a board that is some 6 KB of bytecode: what makes the objects, which are made once. tools/spent.py finds it and adds
what drops it here. From sources nothing but this module goes: many Apps live in one process, and heap is no matter.
"""


def forget(modules):
    """Drop it from those of these modules, as of sys.modules, that are loaded; this one, too."""
    del modules["tandem.spent"]
    delattr(modules["tandem"], "spent")
