"""Text that XML can hold."""

from __future__ import annotations

import re
from typing import Final

# Control characters (line ends and tabs aside), lone surrogates and noncharacters make a file that no reader takes.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(words: str) -> str:
    """Return words without the characters that XML cannot hold, escaped or not."""
    return _FORBIDDEN.sub("", words)
