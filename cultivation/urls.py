from django.urls import path

from cultivation.views import board, cohorts, periods, records, rosters, trainees

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
    path("desk/cultivation/lists/<int:pk>/sealed/", rosters.scan, name="roster-scan"),
    path("desk/cultivation/lists/<int:pk>/<slug:verb>/", rosters.act, name="roster-act"),
    path("desk/cultivation/rows/<int:pk>/", rosters.row, name="roster-row"),
    path("desk/cultivation/rows/<int:pk>/remove/", rosters.row_remove, name="roster-row-remove"),
    path("desk/cultivation/board/", board.board, name="board"),
    path("desk/growth/", trainees.mine, name="mine"),
    path("desk/cultivation/trainees/<int:pk>/", trainees.trainee, name="trainee"),
    path("desk/cultivation/trainees/<int:pk>/entries/new/", records.entry_new, name="entry-new"),
    path("desk/cultivation/trainees/<int:pk>/notes/new/", records.note_new, name="note-new"),
    path("desk/cultivation/trainees/<int:pk>/summaries/new/", records.summary_new, name="summary-new"),
    path("desk/cultivation/trainees/<int:pk>/mentor/", records.mentor, name="mentor"),
    path("desk/cultivation/measures/<int:pk>/done/", records.measure_done, name="measure-done"),
    path("desk/cultivation/measures/<int:pk>/reopen/", records.measure_reopen, name="measure-reopen"),
    path("desk/cultivation/entries/<int:pk>/proof/", records.proof, name="proof"),
    path("desk/cultivation/<slug:kind>/<int:pk>/void/", records.void, name="void"),
    path("desk/cultivation/trainees/<int:pk>/period/", periods.period, name="period"),
    path("desk/cultivation/trainees/<int:pk>/period/<slug:verb>/", periods.act, name="period-act"),
]
