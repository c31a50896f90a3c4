"""Measurements with many rows; each is run by hand (`python -m benchmarks.panel --help`)."""
