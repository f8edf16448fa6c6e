"""What is known of letters and languages as flat arrays, in which kernels take it."""
