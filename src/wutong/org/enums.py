"""Closed lists of the office's structure."""

from django.db import models


class UnitKind(models.TextChoices):
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"
    TOWN = "town", "乡镇（街道）"
    PARK = "park", "园区"
    DEPARTMENT = "department", "部门"
    OFFICE = "office", "办事机构"


REGIONS = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.TOWN, UnitKind.PARK)


class Role(models.TextChoices):
    PRINCIPAL_LEADER = "principal_leader", "主要领导"
    PORTFOLIO_LEADER = "portfolio_leader", "分管领导"
    SPONSOR = "sponsor", "包保领导"
    INSPECTORATE = "inspectorate", "政府督查室"
    PROJECT_OFFICE = "project_office", "项目中心"
    SECRETARY = "secretary", "项目秘书"
    DEPARTMENT = "department", "部门科室"
    LOCAL_UNIT = "local_unit", "属地"
    CITY_OFFICE = "city_office", "市级项目中心"
    ADMINISTRATOR = "administrator", "系统管理员"


class Reach(models.TextChoices):
    REGION = "region", "本地区全部"
    UNIT = "unit", "本单位参与的"
    OWN = "own", "本人参与的"
