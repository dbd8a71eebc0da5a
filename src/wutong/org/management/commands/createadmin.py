"""`wutong createadmin NAME`: the first administrator, with a person and a post at the root of the tree."""

import os
import sys
from getpass import getpass

from django.core.management.base import BaseCommand, CommandError

from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid
from wutong.kit.writing import writing
from wutong.org import services
from wutong.org.enums import UnitKind
from wutong.org.models import Unit

PASSWORD = "WUTONG_ADMIN_PASSWORD"


class Command(BaseCommand):
    help = f"Make an administrator: login, person and post. The password is asked, or read from {PASSWORD}."

    def add_arguments(self, parser):
        parser.add_argument("username", help="登录用户名")
        parser.add_argument("--person", default="系统管理员", help="姓名")
        parser.add_argument("--unit", default="", help="地区名称：没有机构时新建，有多个时指明是哪一个")
        parser.add_argument("--kind", default=UnitKind.COUNTY, choices=UnitKind.values, help="新建地区的类别")

    def handle(self, *args, **options):
        password = self._password()
        try:
            with writing(SYSTEM, "org.administrator"):
                unit = self._unit(options["unit"].strip(), options["kind"])
                services.first_administrator(
                    username=options["username"], password=password, person=options["person"], unit=unit
                )
        except Invalid as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已建立系统管理员“{options['username']}”（{unit.name}），可以登录")

    def _unit(self, name: str, kind: str) -> Unit:
        """The root that is there or that is named; in an empty tree, a new one of that name."""
        roots = list(Unit.objects.filter(depth=1).order_by("path"))
        chosen = [u for u in roots if name in (u.name, u.short_name)] if name else roots
        if len(chosen) == 1:
            return chosen[0]
        if roots:
            raise CommandError("请用 --unit 指明地区，可选：" + "、".join(u.name for u in roots))
        if not name:
            raise CommandError("还没有机构，请用 --unit 写明本地名称，例如 --unit 凤栖县")
        return services.add_unit(by=SYSTEM, name=name, kind=kind)

    def _password(self) -> str:
        if given := os.environ.get(PASSWORD):
            return given
        if not sys.stdin.isatty():
            raise CommandError(f"请在终端里运行并输入密码，或设置环境变量 {PASSWORD}")
        first, second = getpass("密码："), getpass("再输一次：")
        if first != second:
            raise CommandError("两次输入的密码不一样")
        return first
