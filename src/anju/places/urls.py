"""Addresses of places, grids and areas."""

from django.urls import path

from anju.places.views import areas, deeds, geo, grids, labels, place, register

app_name = "places"
urlpatterns = [
    path("places/", register.register, name="register"),
    path("places/export/", register.export, name="export"),
    path("places/find/", register.find, name="find"),
    path("places/map/", geo.features, name="features"),
    path("places/labels/<int:pk>/", labels.sheet, name="labels"),
    path("places/labels/<int:pk>/revoke/", labels.revoke, name="label-revoke"),
    path("places/<int:pk>/", place.page, name="place"),
    path("places/<int:pk>/<str:deed>/", deeds.act, name="act"),
    path("grids/", grids.register, name="grids"),
    path("grids/export/", grids.export, name="grids-export"),
    path("grids/at/", grids.at_point, name="grid-at"),
    path("grids/add/", grids.add, name="grid-add"),
    path("grids/<int:pk>/", grids.page, name="grid"),
    path("grids/<int:pk>/<str:deed>/", grids.act, name="grid-act"),
    path("areas/", areas.register, name="areas"),
    path("areas/add/", areas.add, name="area-add"),
    path("areas/<int:pk>/", areas.page, name="area"),
    path("areas/<int:pk>/<str:deed>/", areas.act, name="area-act"),
]
