"""Boards as data: reads boards/*.toml, checks them, and makes the entry file and the launcher's safe.bin of one."""
