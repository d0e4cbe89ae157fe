"""The domain: what mobility records are and what is decided of them; no I/O, no clock."""
