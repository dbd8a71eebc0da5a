"""Units with their posts and who holds them, as the pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import QueryDict

from wutong.audit.queries import history_of
from wutong.kit.actor import Actor
from wutong.org import access, queries
from wutong.org.models import Person, Post, Unit

NAMES_SHOWN = 8


@dataclass(frozen=True)
class Seat:
    post: Post
    holder: Person | None


@dataclass(frozen=True)
class Bench:
    """Posts of one title in a unit: the first names, how many there are more, and how many seats are empty."""

    title: str
    names: str
    more: int
    vacant: int


@dataclass(frozen=True)
class Row:
    """`indent` is how deep the unit lies beneath the page's topmost one, as full-width spaces."""

    unit: Unit
    indent: str
    seats: list[Seat]

    @property
    def benches(self) -> list[Bench]:
        by_title: dict[str, list[Seat]] = defaultdict(list)
        for seat in (s for s in self.seats if s.post.is_active):
            by_title[seat.post.title].append(seat)
        return [_bench(title, seats) for title, seats in by_title.items()]


def _bench(title: str, seats: list[Seat]) -> Bench:
    names = [seat.holder.name for seat in seats if seat.holder]
    shown = names[:NAMES_SHOWN]
    return Bench(title, "、".join(shown), len(names) - len(shown), len(seats) - len(names))


def rows(units: Iterable[Unit], top: int) -> list[Row]:
    """Units with their seats; two queries however many."""
    units = list(units)
    posts = list(Post.objects.filter(unit__in=units).order_by("-tier", "id"))
    held = queries.holders(posts)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for post in posts:
        seats[post.unit_id].append(Seat(post, held.get(post.pk)))
    return [Row(u, "　" * max(u.depth - top, 0), seats[u.pk]) for u in units]


class Filters:
    """A word in the name, and only units with a vacancy."""

    def __init__(self, asked: QueryDict):
        self.text = asked.get("q", "").strip()[:60]
        self.vacant = asked.get("vacant") == "1"
        query = QueryDict(mutable=True)
        query.update({k: v for k, v in (("q", self.text), ("vacant", "1" if self.vacant else "")) if v})
        self.query = query.urlencode()

    @property
    def any(self) -> bool:
        return bool(self.text or self.vacant)

    def apply(self, units: QuerySet[Unit], scope_path: str) -> QuerySet[Unit]:
        if self.text:
            people = Person.objects.filter(name=self.text).values("unit_id")
            units = units.filter(
                Q(name__icontains=self.text) | Q(short_name__icontains=self.text) | Q(pk__in=people)
            )
        if self.vacant:
            units = units.filter(pk__in=queries.vacancies(scope_path).values("unit_id"))
        return units


class UnitPage:
    """One unit with all that hangs on it, and what the actor may do about it."""

    def __init__(self, unit: Unit, actor: Actor):
        self.unit, self._actor = unit, actor
        self.may_write = access.can_administer(actor, unit.path)
        self.may_give_logins = access.keeps_logins(actor)

    @cached_property
    def above(self) -> list[Unit]:
        """The units over it that the actor may see, the highest first."""
        paths = [self.unit.path[:end] for end in range(Unit.steplen, len(self.unit.path), Unit.steplen)]
        return list(access.visible_to(self._actor).filter(path__in=paths).order_by("path"))

    @cached_property
    def children(self) -> list[Unit]:
        return list(
            Unit.objects.filter(queries.beneath(self.unit), depth=self.unit.depth + 1).order_by("path")
        )

    @cached_property
    def seats(self) -> list[Seat]:
        return rows([self.unit], self.unit.depth)[0].seats

    @cached_property
    def people(self) -> list[Person]:
        found = Person.objects.filter(unit=self.unit).select_related("account")
        return list(found.order_by("-is_active", "id")[:500])

    @cached_property
    def aliases(self) -> list[str]:
        return list(self.unit.aliases.order_by("id").values_list("name", flat=True))

    @cached_property
    def history(self) -> list:
        return history_of(self.unit, limit=20)

    @property
    def vacancies(self) -> int:
        return sum(seat.holder is None and seat.post.is_active for seat in self.seats)
