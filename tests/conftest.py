from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

CASES = Path(__file__).parent / "cases"

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


def load_cases(name: str) -> list[dict[str, Any]]:
    """The labelled cases in ``tests/cases/<name>.json``."""
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
