"""Stand-ins for Slurm's commands, for what a real Slurm does not do on demand."""

import shlex
from pathlib import Path


def fake(folder: Path, name: str, *lines: str, error: str = "") -> None:
    """Write a command that prints lines, or fails with an error; its calls are kept in a file."""
    said = [f"echo {shlex.quote(line)}" for line in lines]
    failed = [f"echo {shlex.quote(error)} >&2", "exit 1"] if error else []
    calls = f'echo "$@" >>{shlex.quote(str(folder / name))}.calls'
    command = folder / name
    command.write_text("\n".join(["#!/bin/sh", calls, *said, *failed]) + "\n")
    command.chmod(0o755)
