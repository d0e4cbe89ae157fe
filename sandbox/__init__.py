"""Stand-in servers that answer as the real ones were recorded; know the product by its wire."""
