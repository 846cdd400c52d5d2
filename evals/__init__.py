"""How good the answers are: golden cases, metrics with intervals, reports and benchmarks."""
