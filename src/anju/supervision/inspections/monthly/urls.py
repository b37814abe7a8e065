"""Pages of 每月督查."""

from django.urls import path

from anju.supervision.inspections.monthly.views import months, objections, results, tasks

app_name = "monthly"
BASE = "inspections/monthly/"
urlpatterns = [
    path(f"{BASE}", months.register, name="months"),
    path(f"{BASE}<int:pk>/", months.month, name="month"),
    path(f"{BASE}<int:pk>/do/<slug:deed>/", months.act, name="month-act"),
    path(f"{BASE}<int:pk>/results/", results.results, name="results"),
    path(f"{BASE}<int:pk>/bulletin/", results.bulletin, name="bulletin"),
    path(f"{BASE}<int:pk>/sample/", results.sample, name="sample"),
    path(f"{BASE}<int:pk>/export/", results.export, name="export"),
    path(f"{BASE}<int:pk>/frame/", results.frame, name="frame"),
    path(f"{BASE}looks/<int:pk>/", results.look, name="look"),
    path(f"{BASE}objections/", objections.register, name="objections"),
    path(f"{BASE}objections/<int:pk>/", objections.objection, name="objection"),
    path(f"{BASE}tasks/", tasks.mine, name="tasks"),
    path(f"{BASE}tasks/<int:pk>/", tasks.task, name="task"),
    path(f"{BASE}tasks/<int:pk>/find/", tasks.find, name="find"),
    path(f"{BASE}tasks/<int:pk>/sheet/", tasks.sheet, name="sheet"),
    path(f"{BASE}tasks/<int:pk>/do/<str:deed>/", tasks.act, name="task-act"),
]
