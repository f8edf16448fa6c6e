"""One HTML file from the template, the style, the script and the data.

The data are raw deflate in base64, in blocks that the script unpacks when it needs them. The policy in the page allows
this one script and this one style, by their hashes, and no network; a browser enforces it.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from textnorm.values import shown

__all__ = ["assemble", "packed"]

#: The modules of the page, each after those that it imports.
_SCRIPTS = ("bytes", "words", "page", "model", "decisions", "pairs", "overview", "clusters", "review", "main")
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def packed(data: bytes) -> bytes:
    """``data`` as raw deflate in base64."""
    press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(press.compress(data) + press.flush())


def assemble(title: str, head: Mapping[str, Any], blocks: Mapping[str, bytes]) -> bytes:
    """The page: ``head`` is what the script needs at once, ``blocks`` are packed and have names."""
    style, script = _file("style.css"), _script()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    named = {"head": packed(json.dumps(head).encode()), **blocks}
    data = "\n".join(
        f'<script type="application/octet-stream" id="data-{name}">{block.decode()}</script>'
        for name, block in named.items()
    )
    parts = {"policy": policy, "title": escape(shown(title, 200)), "style": style, "data": data, "script": script}
    # Once, from left to right: what is filled in is never read as a placeholder.
    page = re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _file("index.html"))
    return page.encode()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _file(name: str) -> str:
    return (files("textnorm.adapters.report") / "page" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    """The modules of the page as one: without their imports and exports, as they share one scope."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _file(f"{name}.js"))) for name in _SCRIPTS)
