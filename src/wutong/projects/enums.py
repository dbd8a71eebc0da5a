"""Closed lists of the project."""

from django.db import models


class Nature(models.TextChoices):
    NEW = "new", "新建"
    CARRIED_OVER = "carried_over", "续建"


class Stage(models.TextChoices):
    """The life line, from idea to full production."""

    PLANNED = "planned", "谋划"
    SIGNED = "signed", "签约"
    LANDED = "landed", "落地"
    PRELIMINARY = "preliminary", "前期手续"
    STARTED = "started", "开工"
    BUILDING = "building", "在建"
    COMPLETED = "completed", "竣工"
    PRODUCING = "producing", "投产"
    AT_CAPACITY = "at_capacity", "达产"
    AT_BENEFIT = "at_benefit", "达效"


class Condition(models.TextChoices):
    """How it stands within its stage; each but the first needs reason and proof."""

    NORMAL = "normal", "正常推进"
    SLOW = "slow", "缓建"
    STALLED = "stalled", "停滞"
    STOPPED = "stopped", "停建"
    CANCELLED = "cancelled", "取消"


class ProjectType(models.TextChoices):
    INDUSTRY = "industry", "工业"
    AGRICULTURE = "agriculture", "农业"
    SERVICE = "service", "服务业"
    INFRASTRUCTURE = "infrastructure", "基础设施"
    LIVELIHOOD = "livelihood", "社会民生"


class Level(models.TextChoices):
    COUNTY = "county", "县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "国家级"


class Meaning(models.TextChoices):
    """Meanings of a monthly figure (口径); they never share a column and are never summed together."""

    OWN = "own", "项目自报"
    STATISTICS = "statistics", "统计口径"
    RECEIVED = "received", "到位资金"
    VOUCHERS = "vouchers", "凭证支付"


class TeamRole(models.TextChoices):
    COUNTY_SPONSOR = "county_sponsor", "县级包保领导"
    CITY_SPONSOR = "city_sponsor", "市级包保领导"
    DEPARTMENT = "department", "行业主管部门"
    LOCAL_UNIT = "local_unit", "属地"
    OFFICE = "office", "项目中心"
    SECRETARY = "secretary", "项目秘书"


class PermitKind(models.TextChoices):
    FILING = "permit_filing", "立项备案"
    EIA = "permit_eia", "环评"
    LAND = "permit_land", "用地"
    PLANNING = "permit_planning", "规划许可"
    CONSTRUCTION = "permit_construction", "施工许可"


class PermitState(models.TextChoices):
    DONE = "done", "已办结"
    IN_PROGRESS = "in_progress", "办理中"
    NOT_STARTED = "not_started", "未办理"
    NOT_APPLICABLE = "not_applicable", "不涉及"


class Light(models.TextChoices):
    """The light that people declare; the system's own is computed and stands beside it."""

    ON_TRACK = "on_track", "正常"
    AT_RISK = "at_risk", "有风险"
    DELAYED = "delayed", "滞后"


class ComputedLight(models.TextChoices):
    """What the rows say; of a project of which they say nothing, nobody can judge."""

    ON_TRACK = Light.ON_TRACK.value, Light.ON_TRACK.label
    AT_RISK = Light.AT_RISK.value, Light.AT_RISK.label
    DELAYED = Light.DELAYED.value, Light.DELAYED.label
    UNKNOWN = "unknown", "无法判断"


class BatchState(models.TextChoices):
    PREVIEW = "preview", "待确认"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
