"""The console of a board: what it sees, thinks and does, its parameters, and commissioning."""
