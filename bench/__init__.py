"""Benchmarks: every bar a ratio measured in one run, against a named peer or the bare machine."""
