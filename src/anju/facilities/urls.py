"""Addresses of facilities and micro-stations."""

from django.urls import path

from anju.facilities.views import facilities, members, stations

app_name = "facilities"
urlpatterns = [
    path("facilities/", facilities.listing, name="register"),
    path("facilities/export/", facilities.export, name="export"),
    path("facilities/new/", facilities.new, name="new"),
    path("facilities/places/", facilities.places, name="places"),
    path("facilities/<int:pk>/", facilities.page, name="facility"),
    path("facilities/<int:pk>/change/", facilities.change, name="change"),
    path("facilities/<int:pk>/out/", facilities.take_out, name="take-out"),
    path("facilities/<int:pk>/back/", facilities.put_back, name="put-back"),
    path("facilities/<int:pk>/remove/", facilities.remove, name="remove"),
    path("stations/", stations.listing, name="stations"),
    path("stations/new/", stations.new, name="station-new"),
    path("stations/<int:pk>/", stations.page, name="station"),
    path("stations/<int:pk>/change/", stations.change, name="station-change"),
    path("stations/<int:pk>/phone/", stations.phone, name="station-phone"),
    path("stations/<int:pk>/kit/", stations.kit, name="kit"),
    path("stations/<int:pk>/kit/wanted/", stations.wanted, name="kit-wanted"),
    path("stations/<int:pk>/roster/", members.roster, name="roster"),
    path("stations/<int:pk>/roster/<int:shift>/cancel/", members.cancel, name="shift-cancel"),
    path("stations/<int:pk>/members/new/", members.add, name="member-new"),
    path("stations/members/<int:pk>/end/", members.end, name="member-end"),
    path("stations/members/<int:pk>/erase/", members.erase, name="member-erase"),
    path("stations/members/<int:pk>/reveal/", members.reveal, name="member-reveal"),
]
