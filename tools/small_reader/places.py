"""Where the texts lie that teach, and where the training leaves what it made. Never reads them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
OWN = ROOT / "tools" / "small_reader" / "texts"
WORK = ROOT / ".train"
