"""The entry: what can be answered at once is, everything else goes through ``main``; leaving costs nothing."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the program on ``sys.argv`` and leave with its exit code; never returns."""
    os.umask(0o077)
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from reviewtui import __version__

        print(f"reviewtui {__version__}")
        leave(0)
    from reviewtui.put_off import put_off

    with put_off("inspect", "ipaddress"):
        import dataclasses  # noqa: F401
        import pathlib  # noqa: F401
    from reviewtui.main import main

    leave(main(arguments))


def leave(code: int) -> None:
    """Flush and end at once: the interpreter's own shutdown takes as long as a small command does.

    What cannot be written any more (a closed pipe, a full disk) must not turn into a traceback; a reader that
    went away early has had what it wanted.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            code = code or 1
            _last_words(f"The output could not be written: {error.strerror}.\n")
        except ValueError:
            code = code or 1
    os._exit(code)


def _last_words(text: str) -> None:
    try:
        os.write(2, text.encode())
    except OSError:
        return


if __name__ == "__main__":
    run()
