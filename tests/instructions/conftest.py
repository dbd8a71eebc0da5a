"""A county with its leaders and inspectorate, and a leader's instruction."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.duties.place import Place
from wutong.instructions import services
from wutong.instructions.models import Instruction
from wutong.instructions.services import Written
from wutong.kit import clock

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
WORDS = "请发改局会同住建局查清楚，周五前报我。\n不得拖延。"


def picture(size: tuple[int, int] = (60, 40), kind: str = "PNG", **more) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "#f7f4ec").save(out, kind, **more)
    return SimpleUploadedFile(f"原件.{kind.lower()}", out.getvalue())


@pytest.fixture
def place(db) -> Place:
    with clock.standing_on(MONDAY):
        yield Place.build()


@pytest.fixture
def register(place):
    """Enter an instruction of the principal leader: `register(words="…")`."""

    def registering(by: str = "inspector", leader: str = "principal", **more) -> Instruction:
        written = Written(**{"given_on": MONDAY, "words": WORDS, "paper": "停工专报", **more})
        return services.register(by=getattr(place, by), leader=place.posts[leader], written=written)

    return registering


@pytest.fixture
def assign(place):
    """Give it to units: `assign(instruction, "dep", "other_dep")`."""

    def assigning(instruction: Instruction, *units: str, **more):
        wanted = {"text": "查清停工原因", "due_on": FRIDAY, **more}
        owners = [place.units[unit] for unit in units]
        return services.assign(by=place.inspector, instruction=instruction, units=owners, **wanted)

    return assigning


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What listeners do after the commit, done within the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering
