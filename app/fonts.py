"""Where the font packages keep their files. They hold nothing else worth importing."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SERIF = Path(str(files("font_source_serif_pro"))) / "files"
SANS = Path(str(files("font_hanken_grotesk"))) / "files"
FOLDERS = (SERIF, SANS)
