"""Opening duties, one or seventy thousand, and handing them over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from wutong.duties import access, events, rules
from wutong.duties.enums import ClockUnit, EventKind
from wutong.duties.flows import FLOW
from wutong.duties.models import CoOwner, Duty
from wutong.duties.services.recording import about, moved, read_columns, record, tell
from wutong.engines import calendar as engine
from wutong.kit import batch, clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, object_type, writing
from wutong.org.models import Post, Unit
from wutong.workdays.queries import calendar_for


@dataclass(frozen=True)
class DutySpec:
    """A duty to be opened, by ids: what `open_many` takes.

    The term is either `limit` units after the start (`unit`: day or workday), or `promised_on` with its precision,
    due on the last day of that period, or neither. `started_on` defaults to today, and to the day promised where
    that has passed.
    """

    kind: str
    title: str
    owner_unit_id: int
    scope_path: str
    owner_post_id: int | None = None
    key: str = ""
    number: str = ""
    detail: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    subject_label: str = ""
    source_type: str = ""
    source_id: int | None = None
    source_label: str = ""
    creditor_unit_id: int | None = None
    co_owners: tuple[tuple[int, int | None], ...] = ()
    vacant: bool = False
    started_on: date | None = None
    unit: str = ClockUnit.DAY
    limit: int | None = None
    statutory_limit: int | None = None
    promised_on: date | None = None
    precision: str = "day"


_RECKONED = ("co_owners", "started_on")


def open_duty(*, by: Actor, kind: str, title: str, owner_unit: Unit, scope_path: str, **more: Any) -> Duty:
    """Open one duty. `more`: `owner_post`, `creditor_unit`, `co_owners` (units or posts), `subject` and `source` (any
    saved objects), and the other fields of `DutySpec` (key, number, detail, vacant, the term).

    Raises Invalid for an empty title, a negative limit or a term given twice, Refused outside the actor's region.
    """
    post, creditor = more.pop("owner_post", None), more.pop("creditor_unit", None)
    spec = DutySpec(
        kind=kind,
        title=title,
        owner_unit_id=owner_unit.pk,
        owner_post_id=post.pk if post else None,
        scope_path=scope_path,
        creditor_unit_id=creditor.pk if creditor else None,
        co_owners=tuple(_co_owner(c) for c in more.pop("co_owners", ())),
        **_named("subject", more.pop("subject", None)),
        **_named("source", more.pop("source", None)),
        **more,
    )
    require(access.can_open(by, scope_path))
    with writing(by, "duties.open") as sheet:
        duty = Duty(**_Reckoner(clock.today()).row(spec))
        sheet.create(duty)
        _add_co_owners(sheet, [(duty.pk, spec)])
        tell(sheet, events.DutyOpened, duty)
    return duty


def open_many(*, by: Actor, duties: Sequence[DutySpec]) -> list[int]:
    """Open a batch and return the new ids in the order given: a few statements per 500 rows, no query per row.

    The batch stands or falls as a whole; errors are those of `open_duty`, naming the title.
    """
    for scope_path in {spec.scope_path for spec in duties}:
        require(access.can_open(by, scope_path))
    reckoner = _Reckoner(clock.today())
    rows = [reckoner.row(spec) for spec in duties]
    with writing(by, "duties.open_many") as sheet:
        ids = batch.insert(sheet, Duty, rows, label="title")
        _add_co_owners(sheet, zip(ids, duties, strict=True))
        subjects = {(s.subject_type, s.subject_id): None for s in duties if s.subject_id is not None}
        if ids:
            sheet.emit(events.DutiesOpened(tuple(ids), tuple(subjects)))
    return ids


def hand_over(*, by: Actor, duty: Duty, to_unit: Unit, to_post: Post | None = None, reason: str) -> None:
    """Give the duty to another unit or post; who had it before stays written (新官理旧账)."""
    require(access.can_hand_over_to(by, duty, to_unit))
    if to_post is not None and to_post.unit_id != to_unit.pk:
        raise Invalid({"to_post": f"“{to_post.title}”不是{to_unit.name}的岗位"})
    if (to_unit.pk, to_post and to_post.pk) == (duty.owner_unit_id, duty.owner_post_id):
        raise Invalid({"to_unit": "已经由该单位（岗位）负责，无需移交"})
    with writing(by, "duties.hand_over", reason) as sheet:
        about(sheet, duty)
        before = _holder(duty.owner_unit, duty.owner_post)
        new = {"owner_unit": to_unit, "owner_post": to_post, "vacant": False, **_asked_anew(duty, to_unit)}
        FLOW.take(sheet, duty, "hand_over", reason=reason, **new)
        after = _holder(to_unit, to_post)
        record(sheet, duty, EventKind.HANDED_OVER, reason, from_text=before, to_text=after)
        moved(sheet, duty)


class _Reckoner:
    """Rows with their stored days; each distinct term is read once, since a ledger repeats a few hundred of them."""

    def __init__(self, today: date):
        self.today = today
        self._known: dict[tuple, dict[str, Any]] = {}

    def row(self, spec: DutySpec) -> dict[str, Any]:
        _check(spec)
        given = {name: value for name, value in vars(spec).items() if name not in _RECKONED}
        return _filled({**given, "title": spec.title.strip(), **self._days(spec)})

    def _days(self, spec: DutySpec) -> dict[str, Any]:
        term = (spec.unit, spec.limit, spec.statutory_limit, spec.promised_on, spec.precision)
        key = (spec.kind, spec.scope_path, spec.started_on, *term)
        if key not in self._known:
            self._known[key] = self._read(spec)
        return self._known[key]

    def _read(self, spec: DutySpec) -> dict[str, Any]:
        start = rules.start_day(spec.started_on, spec.promised_on, spec.precision, self.today)
        promised: int | date | None = spec.limit
        if spec.promised_on is not None:
            promised = rules.promised_due(spec.promised_on, spec.precision)
        calendar = calendar_for(spec.scope_path)
        first = {"started_on": start, "accept_by": rules.accept_by(spec.kind, self.today, calendar)}
        if promised is None and spec.statutory_limit is None:
            return first
        begun = engine.Started(start, promised, spec.statutory_limit, engine.Unit(spec.unit))
        columns = read_columns([begun], self.today, spec.scope_path, spec.kind)
        return {**columns, **first, "baseline_due_on": columns["due_on"]}


def _filled(columns: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty anyway: seventy thousand rows are carried in memory at once."""
    return {k: v for k, v in columns.items() if v is not None and v is not False and v != ""}


def _check(spec: DutySpec) -> None:
    errors = {}
    if not spec.title.strip():
        errors["title"] = "请填写事项名称"
    if not spec.scope_path:
        errors["scope_path"] = f"“{spec.title}”没有所属地区"
    if len(spec.title.strip()) > 200:
        errors["title"] = "事项名称不能超过 200 字"
    if spec.limit is not None and spec.promised_on is not None:
        errors["limit"] = f"“{spec.title}”的时限和到期日只能填一个"
    for name, label in (("limit", "时限"), ("statutory_limit", "法定时限")):
        value = getattr(spec, name)
        if value is not None and not 0 <= value <= 36500:
            errors[name] = f"“{spec.title}”的{label}应在 0 至 36500 之间"
    if errors:
        raise Invalid(errors)


def _named(role: str, obj: models.Model | None) -> dict[str, Any]:
    if obj is None:
        return {}
    return {f"{role}_type": object_type(obj), f"{role}_id": obj.pk, f"{role}_label": str(obj)[:200]}


def _co_owner(party: Unit | Post) -> tuple[int, int | None]:
    return (party.unit_id, party.pk) if isinstance(party, Post) else (party.pk, None)


def _add_co_owners(sheet: Sheet, opened: Iterable[tuple[int, DutySpec]]) -> None:
    rows = [
        {"duty_id": pk, "unit_id": unit_id, "post_id": post_id}
        for pk, spec in opened
        for unit_id, post_id in dict(spec.co_owners).items()
        if unit_id != spec.owner_unit_id or post_id is not None
    ]
    batch.insert(sheet, CoOwner, rows)


def _asked_anew(duty: Duty, unit: Unit) -> dict[str, Any]:
    """Another unit confirms for itself that it has received the duty."""
    if unit.pk == duty.owner_unit_id:
        return {}
    due = rules.accept_by(duty.kind, clock.today(), calendar_for(duty.scope_path))
    return {"accept_by": due, "accepted_on": None}


def _holder(unit: Unit, post: Post | None) -> str:
    return f"{unit.name} {post.title}" if post else unit.name
