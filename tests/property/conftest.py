"""Lets the tests of this folder share the machine, the judge and the runners."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
