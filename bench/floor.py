"""The floor of bench/loop.py: a bare Django view with a session and a template, behind the same server.

It asks the same SELECTs (those that Anju's page asked, word for word, by raw cursor), writes as many rows in one
transaction, and answers a page of the same size; no forms, no rights, no ledger, no frame.
"""

import json
import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

STEPS = json.loads(Path(os.environ["ANJU_BENCH_STEPS"]).read_text(encoding="utf-8"))
CELLS = [[f"cell {row}.{column}" for column in range(8)] for row in range(50)]
TABLE = 50 * (9 + 8 * 9) + 50 * 8 * 9
"""Bytes of the table, about; the rest of the page is one text."""


def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step: the session, the statements, the page."""
    plan, who = STEPS[name], request.session.get("_auth_user_id")
    with connection.cursor() as cursor:
        for sql in plan["reads"]:
            cursor.execute(sql)
            cursor.fetchall()
        if plan["writes"]:
            with transaction.atomic():
                for _ in range(plan["writes"]):
                    cursor.execute("INSERT INTO bench_row (said) VALUES (%s)", ["x" * 300])
    if plan["writes"]:
        return HttpResponseRedirect("/after/")
    rest = "x" * max(0, plan["bytes"] - TABLE)
    return render(request, "page.html", {"title": name, "who": who, "rows": CELLS, "rest": rest})


urlpatterns = [path("<str:name>/", step)]
pages = get_wsgi_application()

from anju.live.site import build  # noqa: E402 - Django is set up above

application = build(pages)
