"""Invented projects of an invented county, with every fact that a ledger may tell about them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from stdnum.cn import uscc

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜欧阳"
GIVEN = [
    "明辉",
    "春燕",
    "志强",
    "晓梅",
    "建国",
    "立新",
    "玉兰",
    "海涛",
    "伟",
    "静",
    "思远",
    "国栋",
    "丽",
    "一鸣",
]
TOWNS = [
    "松江镇",
    "凤鸣街道",
    "柳树河乡",
    "青石岗镇",
    "白桦乡",
    "天石材料园区",
    "开发区东区",
    "栖霞镇",
    "一面坡镇",
]
DEPTS = [
    "县发改局",
    "县工信局",
    "县住建局",
    "县农业农村局",
    "县交通局",
    "县商务局",
    "县卫健局",
    "县水利局",
    "县自然资源局",
]
FIRSTS = [
    "中远",
    "磊兴",
    "瑞和",
    "嘉信",
    "达源",
    "恒丰",
    "华信",
    "益远",
    "金泰",
    "盛隆",
    "一重",
    "合众",
    "注一",
]
PRODUCTS = [
    "锌焙砂", "石板材", "冰葡萄酒", "黑木耳菌包", "玉米深加工", "风力发电", "装配式建材", "储能电池", "工业包装纸",
    "高标准农田", "冷链物流", "石英玻璃管", "赤藓糖醇", "智能家居", "污水处理扩容", "5G基站", "3万吨杂粮", "总部基地",
]  # fmt: skip
NAME_FORMS = [
    "{f}{p}项目", "{f}年产{p}生产线项目", "{f}{p}产业园项目", "{f}{p}扩建项目（二期）", "{f}{p}(一期)建设项目",
    "凤栖县{p}工程", "{f}{p}新建项目", "{f}{p}续建工程",
]  # fmt: skip
# Names that begin or sound like something a ledger's reader wants to skip: all of them are projects.
TRAP_NAMES = [
    "注塑件生产线项目", "小计量表制造项目", "合计划工程产业园项目", "总计算机中心项目", "一、二期标准厂房项目",
    "说明书印刷基地项目", "2026年老旧小区改造项目", "备案系统机房改造项目", "序号雕刻机制造项目", "单位职工宿舍项目",
    "新建路改造项目", "填料生产项目", "三江口大桥项目", "（中德）产业园标准化厂房项目",
]  # fmt: skip
OWNER_FORMS = [
    "{f}{p}有限公司",
    "{f}{p}（集团）有限公司",
    "{f}{p}科技有限公司",
    "{f}股份有限公司",
    "凤栖县城投公司",
]
PROGRESS = [
    "场地平整", "1号厂房桩基施工", "基础施工完成60%", "主体已封顶，正在进行室内装修", "设备安装调试", "完成钢结构主体",
    "1.土建完成80%；2.设备已订货", "正在办理前期手续", "已完成投资3000万元，主体施工", "合计完成6栋", "计划2026年5月复工",
]  # fmt: skip
PROBLEMS = [
    "资金未到位",
    "土地指标未落实",
    "电力负荷不足，需扩容",
    "临时用电手续未办结",
    "无专用线接入条件",
    "征地剩余2户",
]
PERMIT_FIELDS = ("permit_filing", "permit_eia", "permit_land", "permit_planning", "permit_construction")
PERMIT_STATES = ("done", "in_progress", "not_started", "not_applicable")
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make(seed: int, projects: int = 60, year: int = 2026) -> list[dict[str, Any]]:
    """Invent projects; amounts are whole yuan, prev + month = ytd and plan <= total; dates are given to the day."""
    rng = random.Random(f"county {seed}")
    names = _names(rng, projects)
    return [_project(rng, name, year) for name in names]


def person(rng: random.Random) -> str:
    """An invented name of two or three characters."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def phone(rng: random.Random) -> str:
    """An invented mobile number."""
    return "1" + rng.choice("3578") + "".join(rng.choice("0123456789") for _ in range(9))


def credit_code(rng: random.Random) -> str:
    """A well-formed credit code with the right check character."""
    body = "91220299" + "".join(rng.choice(_CODE_ALPHABET) for _ in range(9))
    return body + uscc.calc_check_digit(body)


def _names(rng: random.Random, count: int) -> list[str]:
    names: list[str] = rng.sample(TRAP_NAMES, min(3, count))
    while len(names) < count:
        form, first, product = rng.choice(NAME_FORMS), rng.choice(FIRSTS), rng.choice(PRODUCTS)
        name = form.format(f=first, p=product)
        if name in names:
            name = f"{name}（{len(names)}号地）"
        names.append(name)
    rng.shuffle(names)
    return names


def _project(rng: random.Random, name: str, year: int) -> dict[str, Any]:
    carried = rng.random() < 0.5
    first = year - rng.randint(1, 3) if carried else year
    last = max(year, first) + rng.randint(0, 2)
    start = date(first, rng.randint(2 if carried else 1, 12), rng.randint(1, 28))
    finish = max(date(last, rng.randint(1, 12), rng.randint(1, 28)), start + timedelta(days=40))
    project: dict[str, Any] = {
        "name": name,
        "nature": "carried_over" if carried else "new",
        "owner": rng.choice(OWNER_FORMS).format(f=rng.choice(FIRSTS), p=rng.choice(PRODUCTS)),
        "uscc": credit_code(rng),
        "place": rng.choice(TOWNS),
        "dept": rng.choice(DEPTS),
        "leader": person(rng),
        "secretary": person(rng),
        "phone": phone(rng),
        "years": [first, finish.year],
        "start": [start.isoformat(), "day"],
        "finish": [finish.isoformat(), "day"],
        "progress": rng.choice(PROGRESS),
        "problem": rng.choice(PROBLEMS) if rng.random() < 0.5 else None,
    }
    project.update(_money(rng))
    project.update({field: rng.choice(PERMIT_STATES) for field in PERMIT_FIELDS})
    return project


def _money(rng: random.Random) -> dict[str, int]:
    """Mostly whole 万元, sometimes with two decimals of it; small and very large projects both occur."""
    grain = rng.choice([10_000, 10_000, 10_000, 1_000, 100])
    total = rng.randrange(200, rng.choice([3_000, 30_000, 300_000])) * 10_000 + rng.randrange(10) * grain
    plan = total * rng.randint(20, 100) // 100 // grain * grain
    done = plan * rng.randint(0, 95) // 100 // grain * grain
    month = done * rng.randint(0, 30) // 100 // grain * grain
    return {
        "total_yuan": total,
        "plan_yuan": plan,
        "done_prev_yuan": done - month,
        "done_month_yuan": month,
        "done_ytd_yuan": done,
    }
