"""`python -m sync` is `utqyr`; makes a stop an orderly one before anything else is loaded."""

import signal
import sys
from types import FrameType


def _end(_: int, __: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Run the command line.

    Loading it takes a moment. A daemon that is stopped within has begun nothing and ends well; as
    the first process of a container it would not hear the signal at all.
    """
    if "run" in sys.argv[1:]:
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from sync.cli import main as run  # noqa: PLC0415 -- after the handlers, that is the point

    run()


if __name__ == "__main__":
    main()
