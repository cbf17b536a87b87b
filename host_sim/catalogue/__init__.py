"""Real heat pumps: certificate points in data files, and the maps made of them. docs/machines.md tells more."""
