"""The daemon: runs, stores, delivers and answers; the only layer that touches the store."""
