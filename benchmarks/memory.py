"""How much memory a process had at most."""

from __future__ import annotations

import re
import resource
from pathlib import Path


def peak() -> float:
    """Return the peak of this process in megabytes, Python and all that it imported with it.

    Linux counts for ``ru_maxrss`` what the process that started this one had as well; its own figure does not.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        return int(found.group(1)) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
