"""OpenTherm on the host: frames in plain words, and in the simulator a wire with a boiler, a thermostat and the board."""
