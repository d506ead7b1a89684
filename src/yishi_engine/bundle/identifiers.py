"""Check digits and shapes of identifiers: 身份证号, 统一社会信用代码, telephone numbers, 行政区划代码."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_RESIDENT: Final = re.compile(r"[0-9]{17}[0-9X]")
_CREDIT: Final = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?:0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7})")
_REGION: Final = re.compile(r"[0-9]{6}")

# GB/T 2260: the first two digits name a province or what ranks as one.
_PROVINCES: Final = frozenset(
    str(code)
    for codes in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(codes[0], codes[1] + 1)
)
# Residence permits of people from Taiwan have numbers of their own beginning with 83.
_RESIDENT_PREFIXES: Final = _PROVINCES | {"83"}


def is_resident_id(text: str) -> bool:
    """Return whether a text is a resident identity number: 18 characters, a real birth date, a right check character.

    Basis: GB 11643. The letter X is upper-case. The future is not known here, so a birth date may lie in it.
    """
    if not _RESIDENT.fullmatch(text) or text[:2] not in _RESIDENT_PREFIXES:
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(text[:17]))
    return text[17] == "10X98765432"[total % 11]


def is_credit_code(text: str) -> bool:
    """Return whether a text is a unified social credit code: 18 characters, upper-case, with a right check character.

    Basis: GB 32100.
    """
    if not _CREDIT.fullmatch(text):
        return False
    total = sum(_CREDIT_ALPHABET.index(sign) * pow(3, index, 31) for index, sign in enumerate(text[:17]))
    return text[17] == _CREDIT_ALPHABET[-total % 31]


def is_phone(text: str) -> bool:
    """Return whether a text of digits is a mainland mobile number, or a landline number with its area code."""
    return bool(_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text))


def is_region(text: str) -> bool:
    """Return whether a text is a six-digit region code that begins with a province's digits. Basis: GB/T 2260."""
    return bool(_REGION.fullmatch(text)) and text[:2] in _PROVINCES
