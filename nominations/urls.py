"""Addresses of seasons, nominations, their files and their batches."""

from django.urls import path

from nominations.views import batches, form, homes, materials, nominations, opinions, people, seasons, summaries

app_name = "nominations"

urlpatterns = [
    path("desk/my/", homes.my, name="my"),
    path("desk/unit/", homes.unit, name="unit"),
    # seasons
    path("desk/seasons/", seasons.season_list, name="seasons"),
    path("desk/seasons/new/", seasons.season_new, name="season-new"),
    path("desk/seasons/<int:pk>/", seasons.season_page, name="season"),
    path("desk/seasons/<int:pk>/open/", seasons.season_open, name="season-open"),
    path("desk/seasons/<int:pk>/extend/", seasons.season_extend, name="season-extend"),
    path("desk/seasons/<int:pk>/conclude/", seasons.season_conclude, name="season-conclude"),
    path("desk/seasons/<int:pk>/cancel/", seasons.season_cancel, name="season-cancel"),
    # nominations
    path("desk/nominations/", nominations.nomination_list, name="list"),
    path("desk/nominations/new/", nominations.start, name="new"),
    path("desk/nominations/exceptions/", opinions.exceptions, name="exceptions"),
    path("desk/nominations/exceptions/<int:pk>/", opinions.exception_decide, name="exception-decide"),
    path("desk/nominations/import/", people.people_import, name="people-import"),
    path("desk/nominations/import/run/", people.people_import_run, name="people-import-run"),
    path("desk/nominations/import/template/", people.people_template, name="people-template"),
    path("desk/nominations/export/", people.nominations_export, name="export"),
    path("desk/nominations/organisations/", form.organisations, name="organisations"),
    path("desk/nominations/<str:code>/", nominations.detail, name="detail"),
    path("desk/nominations/<str:code>/unmask/", nominations.unmask, name="unmask"),
    path("desk/nominations/<str:code>/form/", form.form, name="form"),
    path("desk/nominations/<str:code>/form/answer/", form.answer, name="answer"),
    path("desk/nominations/<str:code>/form/check/", form.check, name="check"),
    path("desk/nominations/<str:code>/form/submit/", form.submit, name="submit"),
    path("desk/nominations/<str:code>/form/submitted/", form.submitted, name="submitted"),
    path("desk/nominations/<str:code>/materials/", materials.upload, name="material-upload"),
    path("desk/nominations/<str:code>/id-sheet/", materials.id_sheet, name="id-sheet"),
    path("desk/materials/<int:pk>/remove/", materials.remove, name="material-remove"),
    path("desk/materials/<int:pk>/stamp/", materials.stamp, name="material-stamp"),
    path("files/materials/<int:pk>/", materials.file, name="material"),
    path("files/materials/<int:pk>/preview/", materials.preview, name="material-preview"),
    # the chain
    path("desk/nominations/<str:code>/opinion/", opinions.opinion, name="opinion"),
    path("desk/nominations/<str:code>/send-back/", opinions.send_back, name="send-back"),
    path("desk/nominations/<str:code>/withdraw/", opinions.withdraw, name="withdraw"),
    path("desk/nominations/<str:code>/put-to-heads/", opinions.put_to_heads, name="put-to-heads"),
    path("desk/nominations/<str:code>/reopen/", opinions.reopen_correction, name="reopen-correction"),
    path("desk/nominations/<str:code>/hand-in/", opinions.hand_in, name="hand-in"),
    path("desk/nominations/<str:code>/invite/", opinions.invite, name="invite"),
    path("desk/nominations/<str:code>/exception/", opinions.exception, name="exception"),
    path("desk/nominations/<str:code>/disqualify/", opinions.disqualify, name="disqualify"),
    path("desk/nominations/<str:code>/print/", opinions.a1_print, name="a1-print"),
    path("desk/nominations/<str:code>/folder/", opinions.folder, name="folder"),
    # batches
    path("desk/batches/", batches.batch_list, name="batches"),
    path("desk/batches/open/", batches.batch_open, name="batch-open"),
    path("desk/batches/<int:pk>/", batches.batch_page, name="batch"),
    path("desk/batches/<int:pk>/add/", batches.batch_add, name="batch-add"),
    path("desk/batches/<int:pk>/print/", batches.batch_print, name="batch-print"),
    path("desk/batches/<int:pk>/dispatch/", batches.batch_dispatch, name="batch-dispatch"),
    path("desk/batches/<int:pk>/<str:code>/remove/", batches.batch_remove, name="batch-remove"),
    path("desk/batches/<int:pk>/<str:code>/shift/", batches.batch_shift, name="batch-shift"),
    path("desk/batches/<int:pk>/explain/", summaries.explain, name="batch-explain"),
    path("desk/batches/<int:pk>/confirm/", summaries.confirm_explanation, name="batch-confirm-explanation"),
    path("desk/batches/<int:pk>/summary/", summaries.summary, name="summary"),
    path("desk/batches/<int:pk>/summary/answer/", summaries.summary_answer, name="summary-answer"),
    path("desk/batches/<int:pk>/summary/files/", summaries.summary_upload, name="summary-upload"),
    path("desk/summaries/<int:pk>/remove/", summaries.summary_remove, name="summary-remove"),
    path("files/summaries/<int:pk>/", summaries.summary_material, name="summary-material"),
    path("desk/sanctions/", opinions.sanctions, name="sanctions"),
    path("invitation/<str:token>/", opinions.invitation, name="invitation"),
]
