"""Host connectors, one module per kind; each is found by its entry point, none imports another."""
