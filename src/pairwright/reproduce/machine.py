"""The machine that a run was made on. Nothing here names a person, a host or a folder."""

import platform
from typing import Any

from pairwright.timing.environment import cores, processor


def machine() -> dict[str, Any]:
    """Return the processor, how many cores may be used, and the operating system."""
    return {
        "processor": processor(),
        "cores": cores(),
        "architecture": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "distribution": _distribution(),
    }


def _distribution() -> str | None:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return None
