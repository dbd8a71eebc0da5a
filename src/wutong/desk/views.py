"""The officials' home: logging in, choosing a post, the first page of each post, finding."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from wutong.desk import home as homes
from wutong.desk import queries
from wutong.kit.pages import page
from wutong.org import queries as org


@page()
def home(request):
    """One question per post; at most seven numbers, each opens to its rows."""
    return render(request, "desk/home.html", homes.home(request.actor))


@page()
def search(request):
    """Everything the actor may see, by name, pinyin initials or code."""
    text = request.GET.get("q", "").strip()[:60]
    return render(request, "desk/search.html", {"query": text, "groups": queries.find(request.actor, text)})


@page()
def help_page(request):
    return render(request, "desk/help.html")


@page(public=True, methods=("GET", "POST"))
def log_in(request):
    error = ""
    if request.method == "POST":
        name, password = request.POST.get("username", "")[:60], request.POST.get("password", "")
        account = authenticate(request, username=name, password=password)
        if account is not None:
            login(request, account)
            return redirect(_next(request))
        error = "用户名或密码不对；连错五次要等一刻钟"
    return render(
        request, "desk/login.html", {"error": error, "next": _next(request)}, status=400 if error else 200
    )


def _next(request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


@page(public=True, methods=("POST",))
def log_out(request):
    logout(request)
    return redirect("desk:login")


@page(methods=("GET", "POST"))
def posts(request):
    """The posts that the person holds; the chosen one is who they act as from now on."""
    held = org.posts_of(request.user)
    if request.method == "POST":
        chosen = next((post for post in held if str(post.pk) == request.POST.get("post")), None)
        if chosen:
            request.session["post_id"] = chosen.pk
            messages.success(request, f"现在以“{chosen}”的岗位办事")
        return redirect("desk:home")
    return render(request, "desk/posts.html", {"posts": held})
