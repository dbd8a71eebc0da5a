"""Screens hung and taken down."""

from datetime import date

from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.wall import access, rules
from wutong.wall.models import Screen


def hang(*, by: Actor, unit: Unit, name: str, expires_on: date) -> tuple[Screen, str]:
    """A link for one screen: the screen, and the key, which is shown this once and kept nowhere."""
    require(access.can_hang(by, unit))
    if errors := rules.check(name, expires_on, clock.today()):
        raise Invalid(errors)
    key = rules.new_key()
    screen = Screen(
        unit=unit, name=name.strip(), expires_on=expires_on, key_sha256=rules.digest(key),
        person_name=by.person_name,
    )  # fmt: skip
    with writing(by, "wall.screen.create") as sheet:
        sheet.create(screen)
    return screen, key


def revoke(*, by: Actor, screen: Screen, reason: str) -> None:
    """From now on the link shows nothing."""
    require(access.can_hang(by, screen.unit))
    if not reason.strip():
        raise Invalid({"reason": "请写明收回的理由"})
    with writing(by, "wall.screen.revoke", reason) as sheet:
        screen.refresh_from_db()
        if screen.revoked_on:
            raise Invalid("已经收回，不用再收")
        sheet.update(screen, revoked_on=clock.today(), revoked_why=reason.strip())
