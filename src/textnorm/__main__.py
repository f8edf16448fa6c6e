"""``python -m textnorm`` is the command line."""

from textnorm.adapters.cli.app import main

if __name__ == "__main__":
    main()
