"""Addresses of the two lists."""

from django.urls import path

from anju.supervision.lists.views import case, deeds, listing, work

app_name = "lists"
urlpatterns = [
    path("", work.my_work, name="work"),
    path("hazards/", listing.hazards, name="hazards"),
    path("duties/", listing.duties, name="duties"),
    path("hazards/<str:number>/", case.case, name="case"),
    path("hazards/<str:number>/<str:event>/", deeds.act, name="act"),
]
