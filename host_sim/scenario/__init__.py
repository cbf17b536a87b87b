"""Scenarios: the world around a house from a small file. Limits, contacts, prices, sun, faults, power cuts."""
