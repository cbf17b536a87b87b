"""Commissioning: a list of steps that try an installation part by part, each with a verdict and its measurements.

No terminal in here: the page of the console and the rehearsals on simulated houses run the same steps.
"""
