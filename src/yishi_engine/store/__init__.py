"""Where cases are kept: the port, and the stores behind it."""
