"""Ring 0: inner loops over flat arrays. No strings, no settings, no I/O.

Importing this package loads nothing; a module with compiled kernels imports ``compiler``, and with it Numba.
"""
