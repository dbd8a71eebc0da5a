from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wutong.accounts"
    verbose_name = "账号"
