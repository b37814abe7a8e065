"""The floor's settings: Anju's database and server, nothing around the view but the session.

With ANJU_BENCH_KEPT a thread keeps its connection, as Anju's do; without, each request opens one, as Django comes.
"""

import os

from anju.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
if not os.environ.get("ANJU_BENCH_KEPT"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - as Django comes: a connection for each request
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "page.html": "<!doctype html><title>{{ title }}</title><p>{{ who }}</p><table>"
                        "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"
                        "</table><pre>{{ rest }}</pre>"
                    },
                )
            ]
        },
    }
]
