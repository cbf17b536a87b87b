"""Mutation testing of the control core: are there tests that notice when a line of it is wrong?

operators.py makes mutants by the tables in swaps.py, sample.py chooses among them, worker.py judges them by trials.py
in a private copy of the tree, pool.py keeps the copies and the workers, __main__.py is the command line. known.toml
explains mutants that change nothing.
"""
