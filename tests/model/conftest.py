"""Lets the tests of this folder share the models, the sequences and the comparison."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
