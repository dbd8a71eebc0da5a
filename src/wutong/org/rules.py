"""What may stand beneath what in the tree, and what a phone looks like (pure)."""

import re

from wutong.org.enums import UnitKind

_REGIONS_UNDER = {
    UnitKind.CITY: (UnitKind.COUNTY, UnitKind.TOWN, UnitKind.PARK),
    UnitKind.COUNTY: (UnitKind.TOWN, UnitKind.PARK),
}
FEWEST_DIGITS = 7
_PHONE_MARKS = re.compile(r"[0-9+ ()-]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")


def kinds_under(kind: str) -> tuple[UnitKind, ...]:
    """Departments and offices stand anywhere; a region only beneath a higher one."""
    return (*_REGIONS_UNDER.get(UnitKind(kind), ()), UnitKind.DEPARTMENT, UnitKind.OFFICE)


def is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and sum(c.isdigit() for c in text) >= FEWEST_DIGITS


def why_no_phone(text: str) -> str:
    """What is wrong with a number, in words."""
    if _PHONE_MARKS.fullmatch(text) and sum(c.isdigit() for c in text) < FEWEST_DIGITS:
        return f"电话位数不够：“{text}”只有{sum(c.isdigit() for c in text)}位，手机11位，座机7位以上"
    return "电话只能有数字、空格、括号和短横线"
