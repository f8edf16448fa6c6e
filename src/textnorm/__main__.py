"""``textnorm`` and ``python -m textnorm``: the command line."""

import os

__all__ = ["main"]

_INTERRUPTED = 130


def _stop_importing(number: int, frame: object) -> None:
    """End at once: while modules are imported, nothing has been read or written."""
    message = b"textnorm: interrupted; no output file was written\n"
    try:  # noqa: SIM105 - contextlib is not imported yet, and its import could be interrupted
        os.write(2, message)
    except OSError:
        pass
    os._exit(_INTERRUPTED)


def main() -> None:
    """Run the command line. Ctrl-C ends it with status 130 from here on, while modules are imported as well."""
    import _signal  # type: ignore[import-not-found]  # signal itself imports enum, and would be imported unguarded

    before = _signal.getsignal(_signal.SIGINT)
    guarded = before is _signal.default_int_handler
    if guarded:
        _signal.signal(_signal.SIGINT, _stop_importing)
    from textnorm.adapters.cli import app

    if guarded:
        _signal.signal(_signal.SIGINT, before)
    app.main()


if __name__ == "__main__":
    main()
