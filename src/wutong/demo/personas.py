"""The people of the demo county whom a visitor can be. All names are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Persona:
    """`key` is the last part of the link and the account's name."""

    key: str
    word: str
    does: str


PERSONAS = (
    Persona("leader", "县领导", "看一页纸：哪些要定、交办的到哪一步、哪些红了"),
    Persona("office", "项目中心", "导入台账、备会、出调度材料"),
    Persona("secretary", "项目秘书", "手上的项目和今天要办的事"),
    Persona("department", "部门科室", "按剩余天数排好的任务"),
    Persona("inspectorate", "政府督查室", "谁还没反馈，谁超期，核验销号"),
    Persona("city", "市级", "两个县并排看"),
    Persona("admin", "系统管理员", "账号、机构、审计、体检"),
)
