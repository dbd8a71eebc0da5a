"""The year of 凤栖县 as its people would have told it: every step by the service that a page would call.

Days are those of 2026; the demo stands on Monday, 23 November. Nothing here writes a row by itself.
"""

from collections.abc import Callable
from datetime import date

from wutong.demo import services as demo
from wutong.demo.chapters import counting, fieldwork, instructions, rosters, spine
from wutong.demo.personas import PERSONAS
from wutong.demo.services import Chapter, Place
from wutong.kit import clock
from wutong.projects.enums import TeamRole
from wutong.projects.models import TeamMember

FOUNDED = date(2026, 1, 5)
BOOKS = (spine, instructions, counting, fieldwork, rosters)


def chapters() -> list[Chapter]:
    """All books' chapters by day; on one day in the order of the books."""
    return sorted((c for book in BOOKS for c in book.chapters()), key=lambda chapter: chapter[0])


def tell(place: Place, telling: Callable[[str], None]) -> None:
    """All chapters in their order, each on its own day."""
    for day, words, chapter in chapters():
        telling(words)
        with clock.standing_on(day):
            chapter(place)


def open_doors(place: Place) -> None:
    """The logins of those whom a visitor can be; the secretary is the one with the most projects."""
    county = place.counties[spine.FENGQI]
    people = {key: county.actors[word].person_id for key, word in _WHO.items()}
    serving = TeamMember.objects.filter(role=TeamRole.SECRETARY, until=None, project__county=county.unit)
    held: dict[int, int] = {}
    for person in serving.values_list("person_id", flat=True):
        held[person] = held.get(person, 0) + 1
    people["secretary"] = max(held, key=lambda pk: (held[pk], -pk))
    for persona in PERSONAS:
        if persona.key in people:
            demo.open_login(persona.key, people[persona.key])


_WHO = {"leader": "principal", "office": "clerk", "department": "工信局", "inspectorate": "inspector"}
