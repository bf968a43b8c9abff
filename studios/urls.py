from django.urls import path

from studios import workbench_urls
from studios.views import board, duties, entering, events, register

app_name = "studios"

STUDIO = "desk/studios/<slug:code>/"

urlpatterns = [
    path("desk/studios/", register.index, name="register"),
    # Fixed words stand before the code of a studio.
    path("desk/studios/new/", entering.new, name="new"),
    path("desk/studios/import/", entering.upload, name="import"),
    path("desk/studios/import/run/", entering.upload_run, name="import-run"),
    path("desk/studios/import/template/", entering.template, name="import-template"),
    path("desk/studios/titles/", entering.titles, name="titles"),
    path("desk/studios/titles/<int:pk>/end/", entering.title_end, name="title-end"),
    path("desk/studios/board/", board.board, name="board"),
    path("desk/studios/board/risk/", board.at_risk, name="at-risk"),
    path("desk/studios/board/progress/", board.progress, name="progress"),
    path("desk/studios/board/support/", board.supports, name="supports"),
    path("desk/studios/board/half-year/", board.half_year, name="half-year"),
    path("desk/studios/duties/", duties.index, name="duties"),
    path("desk/studios/duties/<int:pk>/<slug:verb>/", duties.act, name="duty"),
    path(STUDIO, register.studio, name="studio"),
    path(f"{STUDIO}edit/<slug:part>/", register.edit, name="edit"),
    path(f"{STUDIO}support/", register.support, name="support"),
    path(f"{STUDIO}verdicts/<int:pk>/acknowledge/", register.acknowledge, name="acknowledge"),
    path(f"{STUDIO}leader/", events.leader, name="leader"),
    path(f"{STUDIO}leader/<int:pk>/settle/", events.settle, name="leader-settle"),
    *workbench_urls.urlpatterns,
]
