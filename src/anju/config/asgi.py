"""The one entrance of the web processes: streams, uploads and static files in ASGI, all else to Django."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
pages = get_wsgi_application()  # sets Django up; the imports below need that

from anju.live.site import build  # noqa: E402 - see above

application = build(pages)

# What is loaded by now stays for good: looking through it for cycles takes a tenth of a second, and some page waits.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
