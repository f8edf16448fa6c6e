"""Compile every kernel now, so that no later process has to."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

__all__ = ["warm_up"]

_TITLES = ["Brücke über die Mündung eröffnet", "Bruecke ueber die Muendung eroeffnet", "Dax steigt um 2 Prozent"]
_LONG = 12  # repetitions that make an article, and enough text for the kernels of the cleaner


def warm_up() -> Path | None:
    """Compile all kernels, and load the models, so that the first request of a service does not wait for them.

    Up to four processes compile side by side, as many as there are cores; each takes some 400 MB while it does.
    Returns the folder in which the kernels are kept for later processes, or ``None`` if none can be written. Run it
    when an image is built (``RUN textnorm warm-up``), with ``NUMBA_CACHE_DIR`` on a folder that the service can read;
    and in a service that starts, to have them in memory.

    >>> folder = warm_up()
    """
    import textnorm.kernels
    from textnorm.kernels.ahead import compile_ahead
    from textnorm.kernels.compiler import cache_folder

    modules = [each.name for each in walk_packages(textnorm.kernels.__path__, "textnorm.kernels.") if not each.ispkg]
    compile_ahead(modules)
    for module in modules:
        import_module(module)
    # These import kernels, which have to be compiled by now.
    from textnorm.match.matcher import Matcher, find_duplicates
    from textnorm.text.cleaner import Cleaner
    from textnorm.text.decoding import page_kernels

    # What is loaded on first use: models, tables, and kernels that are compiled for the types that they meet.
    texts = [f"{title} {number}. " * _LONG for number in range(120) for title in _TITLES]
    page_kernels.costs_of([b"K\xe4se"], "cp1252")
    Cleaner().many([f"{text} K&ouml;ln" for text in texts])
    for matcher, some in (
        (Matcher.headlines(), _TITLES),
        (Matcher.articles(), texts[:6]),
        (Matcher(), texts[:6]),
        (Matcher.names(), ["Michail Gorbatschow", "Mikhail Gorbachev"]),
    ):
        find_duplicates(some, matcher)
    return cache_folder
