"""Puts launcher, board data and a signed image on a board over its serial port. See docs/flashing.md."""
