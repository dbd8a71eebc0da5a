"""Answers to "may this be done?", with the reason that reaches the user."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; `reason` is a Chinese sentence when not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


class Refused(Exception):
    """The actor may not do this (403). The message is shown to the user."""


class Invalid(Exception):
    """What was sent cannot be right. `errors` maps a field name (or "" for the whole) to a Chinese sentence."""

    def __init__(self, errors: dict[str, str] | str):
        self.errors = {"": errors} if isinstance(errors, str) else errors
        super().__init__("；".join(self.errors.values()))


class Stale(Exception):
    """Somebody else saved the same object since it was read. `current` is the object as it is now."""

    def __init__(self, current):
        self.current = current
        super().__init__("这条记录已被他人修改，请核对最新内容后再保存")


class Overtaken(Exception):
    """Somebody else wrote first what this write was built upon; nothing of it was kept (409)."""

    def __init__(self) -> None:
        super().__init__("刚刚有人先一步保存了相关内容，您这一次没有写入；请返回刷新，核对后再试")


class Busy(Exception):
    """Another long write (a large ledger) held the database beyond the time that a write waits (409)."""

    def __init__(self) -> None:
        super().__init__(
            "别人正在大批写入（例如导入台账），等了半分钟还没轮到；这一次没有写入，请稍后再保存一次"
        )


def require(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(verdict.reason)
