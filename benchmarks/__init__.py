"""Benchmarks; run each as a module, for example ``python -m benchmarks.command_path``."""
