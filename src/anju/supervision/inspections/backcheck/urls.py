"""Pages of 事故反查."""

from django.urls import path

from anju.supervision.inspections.backcheck.views import alike, bundles, dossier, fires, gaps, imports

app_name = "backcheck"

urlpatterns = [
    path("fires/", fires.register, name="fires"),
    path("fires/export/", fires.export, name="fires-export"),
    path("fires/new/", fires.add, name="fire-add"),
    path("fires/import/", imports.upload, name="fires-import"),
    path("fires/places/", fires.places, name="places"),
    path("fires/years/", fires.years, name="years"),
    path("fires/<int:pk>/", fires.page, name="fire"),
    path("fires/<int:pk>/correct/", fires.correct, name="fire-correct"),
    path("fires/<int:pk>/tie/", fires.tie, name="fire-tie"),
    path("fires/<int:pk>/group/", dossier.group, name="group"),
    path("fires/<int:pk>/group/<int:member>/leave/", dossier.leave, name="leave"),
    path("fires/<int:pk>/dossier/", dossier.page, name="dossier"),
    path("fires/<int:pk>/dossier/open/", dossier.open_, name="open"),
    path("fires/<int:pk>/alike/", alike.page, name="alike"),
    path("fires/<int:pk>/alike/look/", alike.look, name="alike-look"),
    path("fires/<int:pk>/alike/special/", alike.special, name="alike-special"),
    path("fires/<int:pk>/alike/export/", alike.export, name="alike-export"),
    path("fires/<int:pk>/bundle/", bundles.ask, name="bundle"),
    path("fires/<int:pk>/bundle/<int:job>/", bundles.fetch, name="bundle-file"),
    path("fires/<int:pk>/gaps/", gaps.page, name="gaps"),
    path("fires/<int:pk>/gaps/look/", gaps.look, name="gaps-look"),
    path("fires/<int:pk>/gaps/<int:gap>/", gaps.one, name="gap"),
    path("fires/<int:pk>/gaps/<int:gap>/ask/", gaps.ask, name="gap-ask"),
    path("fires/<int:pk>/proposals/<int:proposal>/", gaps.decide_proposal, name="proposal"),
    path("backcheck/answers/", gaps.answers, name="answers"),
    path("backcheck/answers/<int:pk>/", gaps.answer, name="answer"),
    path("fires/<int:pk>/dossier/clock/<str:what>/", dossier.change_clock, name="clock"),
]
