"""Benchmarks on public sets and on this machine; data comes by path, never with the code."""
