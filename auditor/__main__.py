"""The entry point: what has to be settled before anything is imported, and after everything has failed."""

import sys
from typing import TextIO

INTERRUPTED, BROKEN_PIPE = 130, 141  # as a shell tells of SIGINT and SIGPIPE


def main() -> None:
    """Runs the command line of this process and exits: 0, 1 or 2 as `rkaudit --help` tells."""
    argv = sys.argv[1:]
    if "--version" in argv:
        from auditor import __version__

        print(f"rkaudit {__version__}")
        return
    for stream in (sys.stdout, sys.stderr):
        _settle(stream)
    try:
        import gc

        from auditor import cli

        # an audit makes many small records that live to its end and refer to each other in one direction only: to look
        # for rings among them again and again is time lost
        gc.disable()
        code = cli.run(argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = _unplug()
    except Exception as error:
        if "--debug" in argv:
            raise
        code = _apologise(error)
    sys.exit(code)


def _settle(stream: TextIO) -> None:
    """UTF-8 to files and pipes on every system; a terminal keeps its encoding and never fails on a character."""
    reconfigure = getattr(stream, "reconfigure", None)  # a stream that was put in place of the real one may lack it
    if reconfigure is not None:
        reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _unplug() -> int:
    """The reader of our output has left: nothing more is written, not even as Python closes its files."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _apologise(error: Exception) -> int:
    """One sentence instead of a traceback."""
    kind = f"{type(error).__name__}: {error}".replace("\n", " ")
    try:
        from auditor import cli

        sentence = cli.unexpected(kind)
    except Exception:  # what failed may be the very modules that hold the sentences
        sentence = f"Oväntat fel / unexpected error ({kind})"
    print(f"rkaudit: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
