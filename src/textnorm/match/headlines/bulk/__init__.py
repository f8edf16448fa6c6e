"""Many headlines read at once: most by kernel, the others by the functions that read one."""
