"""Pages of 专项督查."""

from django.urls import path

from anju.supervision.inspections.special.views import board, cases, closing, dwellings, joint, planning, tasks

app_name = "special"

urlpatterns = [
    path("special/", planning.listing, name="campaigns"),
    path("special/plan/", planning.plan, name="plan"),
    path("special/acceptance/", tasks.acceptance, name="acceptance"),
    path("special/tasks/<int:pk>/", tasks.task, name="task"),
    path("special/tasks/<int:pk>/hazard/", tasks.hazard, name="hazard"),
    path("special/tasks/<int:pk>/<str:deed>/", tasks.act, name="task-act"),
    path("special/joint/", joint.listing, name="joint-actions"),
    path("special/joint/plan/", joint.plan, name="joint-plan"),
    path("special/joint/<int:pk>/", joint.page, name="joint"),
    path("special/joint/<int:pk>/cancel/", joint.cancel, name="joint-cancel"),
    path("special/joint/<int:pk>/places/<int:place>/", joint.result, name="joint-result"),
    path("special/dwellings/", dwellings.listing, name="dwellings"),
    path("special/dwellings/<str:number>/", dwellings.note, name="dwelling"),
    path("special/<int:pk>/", board.page, name="campaign"),
    path("special/<int:pk>/cases/", cases.page, name="cases"),
    path("special/<int:pk>/edit/", planning.edit, name="edit"),
    path("special/<int:pk>/tasks/", tasks.listing, name="tasks"),
    path("special/<int:pk>/tasks/assign/", tasks.assign, name="assign"),
    path("special/<int:pk>/tasks/export/", tasks.export, name="export"),
    path("special/<int:pk>/closing/", closing.fill, name="closing"),
    path("special/<int:pk>/closing/sheet/", closing.sheet, name="sheet"),
    path("special/<int:pk>/do/<str:deed>/", board.act, name="campaign-act"),
]
