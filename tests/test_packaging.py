"""The name under which textnorm is installed: the index has another project called textnorm."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from textnorm import MissingExtra

ROOT = Path(__file__).parent.parent
NAME = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("src/**/*.py")]


def test_no_message_and_no_page_installs_somebody_elses_project() -> None:
    for page in PAGES:
        found = re.findall(
            r"(?:pip|pipx|uv tool|uv pip) install [^\n`]*?\b((?:py)?textnorm)\b", page.read_text(encoding="utf-8")
        )
        assert set(found) <= {NAME}, page


def test_a_missing_extra_names_the_distribution() -> None:
    assert f"pip install '{NAME}[parquet]'" in str(MissingExtra.named("pyarrow", "parquet", "reading Parquet"))
