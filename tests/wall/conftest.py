"""The county of the lists before its wall."""

from tests.rosters.conftest import TODAY, enter, lists, place, projects

__all__ = ["TODAY", "enter", "lists", "place", "projects"]
