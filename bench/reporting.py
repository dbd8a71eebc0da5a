"""Fifty secretaries who report at once, each with a photo, on PostgreSQL, before the server as it is served.

Their peer is a view that keeps the same photo as one file and one row, before the same server and its middleware. The
clients are real: sessions, cookies, multipart forms over loopback.
"""

import os
import subprocess
import threading
import time
from datetime import date
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

from tests.infra import postgres

from bench import databases, place
from bench.report import Result
from bench.web_memory import _peak_mib, _served

SECRETARIES, EACH, ROUNDS = 50, 4, 3
TOKEN = "b" * 32
MONDAY = date(2026, 11, 23)


def run() -> list[Result]:
    if not postgres.binaries():
        return [Result("fifty secretaries", "no server on this machine", ">= 1/3 of a bare view", False)]
    with postgres.cluster() as url:
        os.environ["WUTONG_DATABASE_URL"] = url
        place.set_up()
        senders = _lay_out()
        environment = {**os.environ, "WUTONG_CLOCK": f"{MONDAY}T09:00"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            with _served(environment, quiet) as (pid, base):
                return _measured(base, pid, senders)
        finally:
            databases.disconnect()


def _lay_out() -> list[tuple[str, str]]:
    """A project and a secretary each: (session, address of the report)."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from wutong.accounts.models import Account
    from wutong.org.models import Holding, Person, Post, Unit
    from wutong.projects.models import Project, TeamMember

    top, _ = place.county()
    place.fill(top, SECRETARIES, 0)
    TeamMember.objects.all().delete()
    office, now = Unit.objects.get(short_name="县项目中心"), timezone.now()
    made = {"created_at": now, "updated_at": now}
    found = []
    for number, project in enumerate(Project.objects.order_by("id")):
        account = Account.objects.create(username=f"secretary-{number}", created_at=now)
        person = Person.objects.create(name=f"秘书{number}", unit=office, account=account, **made)
        post = Post.objects.create(unit=office, title="项目秘书", role="secretary", reach="own", **made)
        Holding.objects.create(post=post, person=person, since=place.DAY)
        TeamMember.objects.create(
            project=project, role="secretary", unit=office, person=person, post=post, since=place.DAY
        )
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        found.append((session.session_key, f"/field/{project.pk}/report/"))
    return found


def _measured(base: str, pid: int, senders) -> list[Result]:
    from tests.fieldwork import photos

    from wutong.fieldwork.models import FieldReport, Picture

    photo = photos.jpeg(photos.scene(1, (1600, 1200)), 80, exif=photos.exif())
    bare = [(session, "/bare/store/") for session, _ in senders]
    _all_at_once(base, senders[:5], photo, 1)
    _all_at_once(base, bare[:5], photo, 1)
    before, ratios, times = Picture.objects.count(), [], []
    for _ in range(ROUNDS):
        ours, theirs = _all_at_once(base, senders, photo, EACH), _all_at_once(base, bare, photo, EACH)
        ratios.append(theirs / ours)
        times.append((ours, theirs))
    sent = SECRETARIES * EACH * ROUNDS
    kept = Picture.objects.count() - before
    told = FieldReport.objects.filter(text="主体施工").count()
    ratio, (ours, theirs) = sorted(zip(ratios, times, strict=True))[ROUNDS // 2]
    words = f"{SECRETARIES * EACH / ours:.0f} a second / {SECRETARIES * EACH / theirs:.0f}"
    peak = _peak_mib(pid)
    return [
        Result(
            f"{SECRETARIES} secretaries reporting at once with a photo of {len(photo) // 1024} kB, PostgreSQL",
            f"{ratio:.2f}x ({words}), {sent - kept} of {sent} lost",
            ">= 1/3 of a bare view of one row and one file, none lost",
            ratio >= 1 / 3 and kept == sent and told == sent + 5,
        ),
        Result("memory of the web process meanwhile", f"{peak:.0f} MiB", "< 250 MiB", peak < 250),
    ]


def _all_at_once(base: str, senders, photo: bytes, each: int) -> float:
    """Seconds from the first report sent until the last one is answered. An answer but success ends the run."""
    start, wrong = threading.Barrier(len(senders) + 1), []

    def send(session: str, path: str) -> None:
        line = HTTPConnection(urlsplit(base).netloc, timeout=120)
        start.wait()
        for _ in range(each):
            body, kind = _form(photo)
            line.request("POST", path, body, _headers(session, kind))
            answer = line.getresponse()
            if answer.status != 200 or not answer.read():
                wrong.append(answer.status)

    threads = [threading.Thread(target=send, args=one) for one in senders]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:5]
    return time.perf_counter() - began


def _headers(session: str, kind: str) -> dict[str, str]:
    cookies = f"sessionid={session}; csrftoken={TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": kind, "Accept": "application/json"}


def _form(photo: bytes) -> tuple[bytes, str]:
    fields = {"client_key": str(uuid4()), "first": f"{MONDAY}", "text": "主体施工", "percent": "40"}
    edge = "edge-of-the-form"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
    parts += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", photo, f"\r\n--{edge}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={edge}"
