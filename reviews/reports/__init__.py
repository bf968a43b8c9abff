"""Read-only assembly for pages and prints; every figure is counted in SQL."""
