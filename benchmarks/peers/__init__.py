"""The same work done by other engines, each in a process of its own; run it as ``python -m benchmarks.peers``."""
