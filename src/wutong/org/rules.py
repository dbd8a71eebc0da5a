"""What may stand beneath what in the tree, and what a phone looks like (pure)."""

import re

from wutong.org.enums import UnitKind

_REGIONS_UNDER = {
    UnitKind.CITY: (UnitKind.COUNTY, UnitKind.TOWN, UnitKind.PARK),
    UnitKind.COUNTY: (UnitKind.TOWN, UnitKind.PARK),
}
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")


def kinds_under(kind: str) -> tuple[UnitKind, ...]:
    """Departments and offices stand anywhere; a region only beneath a higher one."""
    return (*_REGIONS_UNDER.get(UnitKind(kind), ()), UnitKind.DEPARTMENT, UnitKind.OFFICE)


def is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text))
