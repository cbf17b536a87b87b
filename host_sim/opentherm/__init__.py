"""OpenTherm in the simulator: the wire, a boiler and a thermostat on it, and the board between them."""
