"""`make validate`: the simulator against everything published about it, written to docs/validation.md.

One file per chapter. A chapter has NAME, jobs(quick) and write(got, quick); page.py says what those are.
"""
