"""Who acts, and as what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person acting in one of their posts. Built by `org`; stored by audit as plain columns.

    `scope_path` is the tree path of the region (or unit) that the post answers for; `reach` says how far it sees:
    "region" every row under `scope_path`, "unit" what its unit takes part in, "own" what it takes part in itself.
    """

    account_id: int | None
    person_id: int | None
    person_name: str
    post_id: int | None
    post_title: str
    role: str
    unit_id: int | None
    unit_name: str
    unit_path: str
    scope_path: str
    reach: str

    @property
    def sees_region(self) -> bool:
        return self.reach == "region"


SYSTEM = Actor(None, None, "系统", None, "系统", "system", None, "", "", "", "region")
