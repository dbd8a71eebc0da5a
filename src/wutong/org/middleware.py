"""Puts the acting person on the request."""

from wutong.org import queries


class ActorMiddleware:
    """`request.actor` is the Actor of the logged-in account and chosen post, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = None
        if request.user.is_authenticated:
            request.actor = queries.actor_for(request.user, request.session.get("post_id"))
        return self.get_response(request)
