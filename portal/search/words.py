"""The reviewed table of words: what is left out, what is not stemmed, what means the same."""

import json
from pathlib import Path

TABLE = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
