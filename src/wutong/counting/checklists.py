"""The checklists that ship with the platform."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Wanted:
    """A paper and who must bring it."""

    key: str
    label: str
    who: str
    types: tuple[str, ...] = ()


@cache
def _shipped() -> tuple[Wanted, ...]:
    text = (files("wutong.counting") / "checklists.toml").read_text(encoding="utf-8")
    return tuple(
        Wanted(**{**row, "types": tuple(row.get("types", ()))}) for row in tomllib.loads(text)["items"]
    )


def checklist_for(project_type: str) -> list[Wanted]:
    """What a project of that type has to show."""
    return [wanted for wanted in _shipped() if not wanted.types or project_type in wanted.types]
