"""Addresses of the Congress's observation."""

from django.urls import path

from anju.outreach.views import activities, matters, points

app_name = "outreach"
urlpatterns = [
    path("observation/", activities.listing, name="activities"),
    path("observation/new/", activities.add, name="activity-add"),
    path("observation/places/", activities.places, name="places"),
    path("observation/sites/", points.listing, name="sites"),
    path("observation/sites/<int:pk>/end/", points.end, name="site-end"),
    path("observation/<int:pk>/", activities.page, name="activity"),
    path("observation/<int:pk>/statement/", activities.state, name="statement-add"),
    path("observation/<int:pk>/find/", activities.find, name="find"),
    path("matters/", matters.listing, name="matters"),
    path("matters/new/", matters.add, name="matter-add"),
    path("matters/export/", matters.export, name="matters-export"),
    path("matters/<int:pk>/", matters.page, name="matter"),
    path("matters/<int:pk>/answer/", matters.answer, name="answer"),
    path("matters/<int:pk>/withdraw/", matters.withdraw, name="withdraw"),
    path("matters/<int:pk>/judge/", matters.judge, name="judge"),
]
