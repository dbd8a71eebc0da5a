"""Entering figures that others published."""

from datetime import date

from wutong.indicators import access, queries
from wutong.indicators.models import Observation
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.enums import REGIONS

_REQUIRED = {"indicator": "指标名称", "meaning": "口径", "source": "来源"}
_FIRST_DAY = date(1990, 1, 1)


def record_observation(*, by: Actor, observation: Observation) -> Observation:
    """Enter a published figure: an unsaved Observation with unit, indicator, meaning, period, value (yuan), source
    and the day it became known.

    A figure of the same name, meaning and period that is there already is corrected: a new revision, which wants a
    `reason`. Raises Invalid with a sentence per field, Refused for who may not.
    """
    require(access.can_record(by, observation.unit))
    for name in _REQUIRED:
        setattr(observation, name, getattr(observation, name).strip())
    observation.person_name = by.person_name
    with writing(by, "indicators.observation.record", observation.reason) as sheet:
        earlier = queries.revisions_of(observation).first()
        if errors := _errors(observation, earlier):
            raise Invalid(errors)
        if earlier:
            sheet.verb, observation.revision = "indicators.observation.correct", earlier.revision + 1
        sheet.create(observation)
    return observation


def _errors(new: Observation, earlier: Observation | None) -> dict[str, str]:
    errors = {name: f"请填写{label}" for name, label in _REQUIRED.items() if not getattr(new, name)}
    if new.unit.kind not in REGIONS:
        errors["unit"] = f"“{new.unit}”不是地区，统计数只属于地区"
    if not _FIRST_DAY <= new.period_first <= new.period_last:
        errors["period_last"] = "期末不能早于期初，期初不能早于1990年"
    elif new.period_first > clock.today():
        errors["period_first"] = "还没有到这个时期"
    elif new.period_last.year > clock.today().year:
        errors["period_last"] = f"{new.period_last.year}年还没有到，请核对"
    if not _FIRST_DAY <= new.known_on <= clock.today():
        errors["known_on"] = "取得日期不能晚于今天"
    return errors | (_correction_errors(new, earlier) if earlier else {})


def _correction_errors(new: Observation, earlier: Observation) -> dict[str, str]:
    errors = {}
    if not new.reason.strip():
        errors["reason"] = f"已有{earlier.known_on}取得的同一口径、同一时期的数，更正要写明理由"
    if new.known_on < earlier.known_on:
        errors["known_on"] = f"不能早于已有数的取得日期{earlier.known_on}"
    if (new.value, new.growth_percent, new.source) == (earlier.value, earlier.growth_percent, earlier.source):
        errors["value"] = "和已有的数相同，不用更正"
    return errors
