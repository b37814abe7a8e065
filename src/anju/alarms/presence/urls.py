"""Addresses of presence checks. Rooms are named by their facility."""

from django.urls import path

from anju.alarms.presence.views import answer, check, draws, line, listing, rooms

app_name = "presence"
urlpatterns = [
    path("presence/", listing.listing, name="list"),
    path("presence/export/", listing.export, name="export"),
    path("presence/answer/", answer.mine, name="mine"),
    path("presence/draws/", draws.listing, name="draws"),
    path("presence/rooms/<int:pk>/", rooms.keep, name="room"),
    path("presence/rooms/<int:pk>/end/", rooms.end, name="room-end"),
    path("presence/rooms/<int:pk>/ask/", rooms.ask, name="ask"),
    path("presence/<int:pk>/", check.page, name="check"),
    path("presence/<int:pk>/open/", check.open_code, name="open"),
    path("presence/<int:pk>/unreachable/", check.unreachable, name="unreachable"),
    path("presence/<int:pk>/answer/", answer.give, name="answer"),
    path("presence/line/<str:token>/", line.told, name="line"),
]
