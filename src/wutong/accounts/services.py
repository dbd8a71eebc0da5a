"""Making logins and setting passwords. Called by `org` inside its own sheet, which leaves the audit entry.

The log never holds a password, not even its hash: these verbs write the rows, and say nothing of what they wrote.
"""

import re
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wutong.accounts.models import Account

# The framework's own words are only partly translated.
_WEAK = {
    "password_too_short": "密码至少要{min_length}位",
    "password_too_common": "这个密码太常见，容易被猜到",
    "password_too_similar": "密码与用户名太像",
}
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{2,59}")


def open_account(
    *, username: str, password: str, at: datetime, is_admin: bool = False, must_change: bool = False
) -> Account:
    """A new login; `must_change`: whoever logs in sets another password first. Raises ValidationError with a dict: which of `username` and `password` cannot be, and why."""
    if not _USERNAME.fullmatch(username):
        raise ValidationError({"username": "用户名用3到60个字母、数字、点、横线或下划线，以字母或数字开头"})
    if Account.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": f"用户名“{username}”已有人用"})
    account = Account(username=username, is_admin=is_admin, created_at=at, must_change=must_change)
    _set(account, password)
    account.save(force_insert=True)
    return account


def set_password(*, account: Account, password: str, must_change: bool = False) -> None:
    """A new password; every other session of the account ends. Raises ValidationError as `open_account`."""
    _set(account, password)
    account.must_change = must_change
    account.save(update_fields=["password", "must_change"])


def save_activity(*, account: Account) -> None:
    """Keep whether the account is let in, as it stands on the object."""
    account.save(update_fields=["is_active"])


def _set(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        told = [_in_words(e) for e in error.error_list]
        raise ValidationError({"password": told}) from error
    account.set_password(password)


def _in_words(error: ValidationError) -> str:
    return _WEAK.get(error.code or "", "密码不合要求").format(**(error.params or {}))
