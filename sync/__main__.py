"""`python -m sync` is `utqyr`."""

from sync.cli import main

main()
