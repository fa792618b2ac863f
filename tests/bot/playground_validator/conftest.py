"""Hypothesis keeps its notes outside the tree: pytest would stumble over them as a hidden folder."""

import tempfile
from pathlib import Path

from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "mamori-hypothesis")
