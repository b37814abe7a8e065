"""Addresses of the pages that belong to no single domain."""

from django.urls import path

from anju.portals.boards import brief, overview, wall
from anju.portals.views import frames, holidays, jobs, ledger, phone

app_name = "portals"
urlpatterns = [
    path("123/", overview.page, name="overview"),
    path("wall/", wall.page, name="wall"),
    path("brief/", brief.page, name="brief"),
    path("app/", phone.shell, name="phone"),
    path("app/sw.js", phone.worker, name="phone-worker"),
    path("app/app.webmanifest", phone.manifest, name="phone-manifest"),
    path("ledger/", ledger.entries, name="ledger"),
    path("ledger/heads/", ledger.heads, name="heads"),
    path("ledger/verify/", ledger.verify, name="verify"),
    path("ledger/<int:pk>/", ledger.entry, name="entry"),
    path("ledger/<int:pk>/proof/", ledger.proof, name="proof"),
    path("frames/", frames.read, name="frames"),
    path("holidays/", holidays.years, name="holidays"),
    path("holidays/check/", holidays.check, name="holidays-check"),
    path("holidays/adopt/", holidays.adopt, name="holidays-adopt"),
    path("jobs/", jobs.mine, name="jobs"),
    path("jobs/<int:pk>/", jobs.one, name="job"),
    path("jobs/<int:pk>/file/", jobs.file, name="job-file"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<int:pk>/again/", jobs.again, name="job-again"),
]
