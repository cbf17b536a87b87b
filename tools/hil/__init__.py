"""Hardware in the loop: a board decides for the simulated house, and every tick is compared with the host's own run."""
