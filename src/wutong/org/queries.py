"""Readings of the tree of units, people and posts."""

from wutong.kit.actor import Actor


def actor_for(account, post_id: int | None = None) -> Actor | None:
    """The Actor of an account acting in one of its posts (`post_id`, or the first held); None without a post."""
    raise NotImplementedError
