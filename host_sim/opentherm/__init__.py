"""OpenTherm on the host: frames in plain words; in the simulator a wire, a boiler, a thermostat, the board."""
