"""Puts the acting person on the request."""

from django.shortcuts import redirect
from django.urls import reverse

from wutong.org import queries


class ActorMiddleware:
    """`request.actor` is the Actor of the logged-in account and chosen post, or None.

    Who logs in with a password that somebody else has set comes to the page of their own password, and no further.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        if request.user.is_authenticated:
            request.actor = queries.actor_for(request.user, request.session.get("post_id"))
        if request.actor and request.user.must_change and request.path not in _open():
            return redirect("org:password")
        return self.get_response(request)


def _open() -> tuple[str, ...]:
    return reverse("org:password"), reverse("desk:logout")
