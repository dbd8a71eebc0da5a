"""The lists of 凤栖县: what ships, given the place's own names; three-early promoted, winter works chosen, weeks kept."""

from collections.abc import Iterator
from datetime import date

from wutong.demo.chapters.spine import FENGQI, WANGYUN
from wutong.demo.services import Chapter, Place
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.projects.access import visible_to
from wutong.projects.models import Project
from wutong.rosters import queries
from wutong.rosters import services as rosters
from wutong.rosters.models import Roster


def chapters() -> Iterator[Chapter]:
    yield date(2026, 10, 21), "建立清单", set_up
    yield date(2026, 11, 2), "三早项目晋级", promote
    yield date(2026, 11, 6), "清单进出", keep
    yield date(2026, 11, 12), "确定冬季不停工项目", choose_winter_works
    yield date(2026, 11, 20), "清单进出", keep


def set_up(place: Place) -> None:
    """Both counties start from what ships; the city keeps a list of its own over both."""
    for name in (FENGQI, WANGYUN):
        county = place.counties[name]
        rosters.ship(by=county.actors["clerk"], unit=county.unit)
    group = rosters.name_set(by=place.city_office, unit=place.city, name="市级调度清单")
    values = {
        "name": "市级亿元项目", "kind": "rule", "note": "计划总投资一亿元以上", "rule": {"total_from": "100000000"},
    }  # fmt: skip
    rosters.make_roster(by=place.city_office, group=group, values=values)


def _put_on(place: Place, name: str, reasons: tuple[str, ...]) -> None:
    """The first candidates of a list, each with its reason."""
    county = place.counties[FENGQI]
    clerk = county.actors["clerk"]
    roster = Roster.objects.select_related("unit").get(unit=county.unit, name=name)
    found = visible_to(clerk).filter(queries.candidates(roster, clock.today()))
    ids = queries.urgent_first(found).values_list("pk", flat=True)[: len(reasons)]
    for pk, reason in zip(ids, reasons, strict=False):
        rosters.add(by=clerk, roster=roster, project=Project.objects.get(pk=pk), reason=reason)


def promote(place: Place) -> None:
    reasons = (
        "三月进场，主体已封顶，县长办公会同意列入",
        "手续容缺办理，四月已浇筑基础",
        "设备已订货，年内试生产",
    )
    _put_on(place, "三早项目", reasons)


def choose_winter_works(place: Place) -> None:
    reasons = (
        "厂房已封闭，冬季做设备安装",
        "室内装修，有供暖",
        "暖棚养护，施工方案已备案",
        "管线入户，不涉及土方",
    )
    _put_on(place, "冬季不停工", reasons)


def keep(place: Place) -> None:
    """What `wutong tick` does each day."""
    rosters.keep(by=SYSTEM, today=clock.today())
