"""The command line `wutong VERB ...`.

The engines' verbs start without Django; every other verb is a management command of that name. Answers stand alone on
standard output; input that cannot be used gives one line in Chinese on standard error and the exit code 2. A management
command says so by raising CommandError, and returns another code by SystemExit.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

ENGINE_VERBS = {
    "calendar": "wutong.engines.calendar.command",
    "ledger": "wutong.engines.ledger.command",
}
USAGE = """用法：wutong 命令 [参数]
  calendar    工作日计算与说明、各种周期
  ledger      读取台账（Excel）
  brief       生成调度材料
  turnover    年度结转：留存、封存过去的一年，新建转续建
  audit       核验或导出审计日志的摘要
  tick        提醒、逐级督办、准备会议（由后台定时运行）
  backup      备份数据库和文件
  restore     从备份恢复
  doctor      检查运行环境
每个命令加 -h 查看用法。"""

# What Python's own parser of arguments says, and the same for our readers.
_SAID = {
    r"the following arguments are required: (.*)": "缺少 {}",
    r"unrecognized arguments: (.*)": "多余或不认识 {}",
    r"argument (\S+): expected .*": "{} 后面缺少值",
    r"argument (\S+): invalid choice: (.*?) \(choose from (.*)\)": "{} 不能是 {}，可选 {}",
    r"argument (\S+): invalid \w+ value: (.*)": "{} 的值 {} 不对",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _write_utf8()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE)
        return 0
    verb, *rest = arguments
    try:
        code = _run_engine(verb, rest) if verb in ENGINE_VERBS else _run_management(verb, rest)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answer has gone (as `head` does); point the closing flush at nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _run_engine(verb: str, rest: list[str]) -> int:
    code: int = import_module(ENGINE_VERBS[verb]).main(rest)
    return code


def _run_management(verb: str, rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.config.settings")
    import django
    from django.core.management import CommandError, call_command, get_commands
    from django.db import DatabaseError, connection

    django.setup()
    if verb not in get_commands():
        return _refuse(f"不认识的命令：{verb[:40]}（wutong -h 列出可用的命令）")
    try:
        call_command(verb, *rest)
    except CommandError as error:
        return _refuse(_in_one_line(verb, str(error)))
    except DatabaseError as error:
        detail = str(error).strip().partition("\n")[0]
        hint = "" if "django_migrations" in _tables(connection) else "，还没有建表，请先运行 wutong migrate"
        return _refuse(f"数据库用不了{hint}：{detail[:200]}")
    except BrokenPipeError:
        raise
    except OSError as error:
        return _refuse(f"操作系统不允许：{error.strerror or error} {error.filename or ''}".rstrip())
    return 0


def _tables(connection: Any) -> list[str]:
    try:
        return connection.introspection.table_names()
    except Exception:  # not even that can be asked
        return ["django_migrations"]


def _in_one_line(verb: str, message: str) -> str:
    """The message of a CommandError; the argument parser's own begin with "Error:" and are English."""
    message = " ".join(message.split())
    detail = message.removeprefix("Error: ")
    if detail == message:
        return message
    found = next(((words, m) for said, words in _SAID.items() if (m := re.fullmatch(said, detail))), None)
    told = found[0].format(*found[1].groups()) if found else detail
    return f"参数有误（wutong {verb} -h 查看用法）：{told}"


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
