"""Stops the embedded PostgreSQL of the data folders that are named, where one still runs; asks and changes nothing else."""

import sys
from pathlib import Path

from makegood.platform.postgres import Cluster

for home in map(Path, sys.argv[1:]):
    if (home / "postgres" / "data").exists():
        Cluster(home).stop()
