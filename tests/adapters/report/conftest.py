"""A real browser without a window, and the pages that it opens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.report.pages import articles, headlines, hostile, many_clusters
from tests.conftest import needed, skip_on_a_users_machine

NAMES = ("chromium", "chromium-browser", "google-chrome")
Open = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = needed("playwright.sync_api")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        skip_on_a_users_machine("no Chromium is installed (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Open a page and wait until all of it is unpacked. Whatever the console says is a failure; so is any request."""
    contexts, said, asked = [], [], []

    def open_page(path: Path, view: str = "overview", **options: Any) -> Any:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}#{view}")
        page.wait_for_selector("html[data-ready]", timeout=60_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # One test tries to set HTML, which the policy forbids, and the browser says so.
    assert [text for text in said if "requires 'TrustedHTML' assignment" not in text] == []
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of a name, written once."""
    folder = tmp_path_factory.mktemp("pages")
    makers = {"headlines": headlines, "articles": articles, "hostile": hostile, "many": many_clusters}

    def page(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            makers[name](path)
        return path

    return page
