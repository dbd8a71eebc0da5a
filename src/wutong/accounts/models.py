"""The login alone: who somebody is, which posts they hold and what they may see is told by `org`."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """One login. `is_admin` opens the administration of this installation, nothing of the business."""

    username = models.CharField("用户名", max_length=60, unique=True)
    is_active = models.BooleanField("启用", default=True)
    is_admin = models.BooleanField("系统管理员", default=False)
    # Set by somebody else than its owner: it opens nothing but the page on which the owner sets another.
    must_change = models.BooleanField("须改密码", default=False)
    created_at = models.DateTimeField("建立时间")

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        db_table = "accounts_account"
        verbose_name = verbose_name_plural = "账号"

    def __str__(self):
        return self.username
