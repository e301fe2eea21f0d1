"""Ctrl-C ends a command as such, whatever a library that was just being loaded makes of it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

LOADING = """
import os, signal, sys, types
from insecta.cli import main

def run(args):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        signal.pause()
    except KeyboardInterrupt as pressed:
        raise {error} from pressed

def add_parser(subparsers):
    subparsers.add_parser("load").set_defaults(run=run)

sys.modules["loading"] = types.SimpleNamespace(add_parser=add_parser)
main.COMMANDS["load"] = ("loading", "Load a library")
sys.exit(main.main(["load"]))
"""


@pytest.mark.parametrize("error", ["ImportError('initialization failed')", "OSError(4, 'cut')"])
def test_a_library_that_turns_ctrl_c_into_its_own_error_does_not_hide_it(error: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADING.format(error=error)],
        capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "insecta load: interrupted\n")
