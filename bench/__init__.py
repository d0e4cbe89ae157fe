"""Benchmarks: what a pass costs, as ratios to a peer or limit measured in the same run."""
