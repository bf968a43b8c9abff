from django.urls import path

from reviews.views import assigning, board, expert_side, experts, formality

app_name = "reviews"

SEASON = "desk/reviews/<int:season>/"

urlpatterns = [
    path("desk/reviews/", board.home, name="home"),
    path(SEASON, board.board, name="board"),
    path(SEASON + "<slug:code>/open/", board.stage, name="stage-open"),
    path(SEASON + "<slug:code>/close/", board.close, name="stage-close"),
    path(SEASON + "<slug:code>/due/", board.set_due, name="stage-due"),
    path(SEASON + "<slug:code>/bulk/", board.bulk, name="bulk"),
    path(SEASON + "<slug:code>/export/", board.export, name="board-export"),
    path(SEASON + "<slug:code>/assign/", assigning.assign, name="assign"),
    path(SEASON + "<slug:code>/draw/", assigning.draw_new, name="draw-new"),
    path("desk/reviews/draws/<int:pk>/", assigning.draw, name="draw"),
    path("desk/reviews/draws/<int:pk>/countersign/", assigning.draw_countersign, name="draw-countersign"),
    path("desk/reviews/draws/<int:pk>/decline/", assigning.draw_decline, name="draw-decline"),
    path("desk/reviews/entries/<int:pk>/", assigning.entry, name="assign-entry"),
    path("desk/reviews/entries/<int:pk>/conflict/", assigning.conflict, name="conflict"),
    path("desk/reviews/assignments/<int:pk>/", assigning.manage, name="assignment"),
    path("desk/reviews/formality/", formality.queue, name="formality-queue"),
    path("desk/reviews/formality/confirm/", formality.confirm_many, name="formality-confirm-many"),
    path("desk/reviews/formality/<str:code>/", formality.page, name="formality"),
    path("desk/reviews/formality/<str:code>/check/", formality.check, name="formality-check"),
    path("desk/reviews/formality/<str:code>/decide/", formality.decide, name="formality-decide"),
    path("desk/reviews/formality/<str:code>/confirm/", formality.confirm, name="formality-confirm"),
    path("desk/reviews/formality/<str:code>/paper/", formality.paper, name="formality-paper"),
    path("desk/reviews/formality/<str:code>/print/", formality.print_e1, name="formality-print"),
    path("desk/experts/", experts.experts_list, name="experts"),
    path("desk/experts/new/", experts.new, name="expert-new"),
    path("desk/experts/export/", experts.export, name="experts-export"),
    path("desk/experts/import/", experts.import_look, name="experts-import"),
    path("desk/experts/import/run/", experts.import_run, name="experts-import-run"),
    path("desk/experts/import/template/", experts.template, name="experts-template"),
    path("desk/experts/<int:pk>/", experts.expert, name="expert"),
    path("desk/experts/<int:pk>/edit/", experts.edit, name="expert-edit"),
    path("desk/experts/<int:pk>/active/", experts.set_active, name="expert-active"),
    path("expert/", expert_side.mine, name="mine"),
    path("expert/declare/<int:season>/", expert_side.declare, name="declare"),
    path("expert/<int:pk>/", expert_side.sheet, name="sheet"),
    path("expert/<int:pk>/save/", expert_side.save, name="sheet-save"),
    path("expert/<int:pk>/submit/", expert_side.submit, name="sheet-submit"),
    path("expert/<int:pk>/recuse/", expert_side.recuse, name="sheet-recuse"),
    path("expert/<int:pk>/print/", expert_side.print_e3, name="sheet-print"),
    path("expert/<int:pk>/materials/<int:material>/", expert_side.material, name="sheet-material"),
]
