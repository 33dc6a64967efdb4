"""Chromium without a window, for pages that must show in a browser."""

import subprocess
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed")


def open_page(page: Path, folder: Path, seconds: int = 30) -> subprocess.CompletedProcess[str]:
    """Open a page and return what became of it and, on standard error, what its console said.

    ``seconds`` is how long its scripts may take by their own clock, which does not wait.
    """
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--enable-logging=stderr", f"--user-data-dir={folder / 'profile'}"]
    command += [f"--virtual-time-budget={1000 * seconds}", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=180)


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines of a page's console."""
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]
