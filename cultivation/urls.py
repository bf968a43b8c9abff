from django.urls import path

from cultivation.views import cohorts, periods, rosters

app_name = "cultivation"
urlpatterns = [
    path("desk/cultivation/", cohorts.index, name="index"),
    path("desk/cultivation/years/<int:pk>/", cohorts.cohort, name="cohort"),
    path("desk/cultivation/years/<int:pk>/issue/", cohorts.issue, name="cohort-issue"),
    path("desk/cultivation/years/<int:pk>/list/", cohorts.draw_up, name="draw-up"),
    path("desk/cultivation/lists/template/", rosters.template, name="roster-template"),
    path("desk/cultivation/lists/<int:pk>/", rosters.roster, name="roster"),
    path("desk/cultivation/lists/<int:pk>/add/", rosters.row_new, name="roster-row-new"),
    path("desk/cultivation/lists/<int:pk>/import/", rosters.upload, name="roster-import"),
    path("desk/cultivation/lists/<int:pk>/import/run/", rosters.upload_run, name="roster-import-run"),
    path("desk/cultivation/lists/<int:pk>/scan/", rosters.scan, name="roster-scan"),
    path("desk/cultivation/lists/<int:pk>/<slug:verb>/", rosters.act, name="roster-act"),
    path("desk/cultivation/rows/<int:pk>/", rosters.row, name="roster-row"),
    path("desk/cultivation/rows/<int:pk>/remove/", rosters.row_remove, name="roster-row-remove"),
    path("desk/cultivation/trainees/<int:pk>/period/", periods.period, name="period"),
    path("desk/cultivation/trainees/<int:pk>/period/<slug:verb>/", periods.act, name="period-act"),
]
