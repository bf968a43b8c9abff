from django.urls import path

from publicity.views import desk, notices, objections, published, register, verify

app_name = "publicity"
urlpatterns = [
    path("", notices.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/seasons/<int:pk>/", notices.season_notice, name="season-notice"),
    path("publicity/", published.index, name="index"),
    path("publicity/<int:pk>/", published.list_page, name="list"),
    path("publicity/<int:pk>/attachments/<int:attachment_pk>/", published.attachment, name="attachment"),
    path("publicity/<int:pk>/objection/", objections.submit, name="object"),
    path("publicity/receipts/<str:token>/", objections.receipt, name="receipt"),
    path("register/", register.index, name="register"),
    path("register/<int:year>/", register.year, name="register-year"),
    path("register/entries/<int:pk>/", register.card, name="card"),
    path("open/register.json", register.open_data, name="open-data"),
    path("verify/", verify.lookup, name="lookup"),
    path("verify/proof/<str:token>", verify.proof, name="proof"),
    path("verify/<str:token>", verify.verify, name="verify"),
    path("desk/publicity/", desk.index, name="desk"),
    path("desk/publicity/new/<int:season_pk>/", desk.new, name="new"),
    path("desk/publicity/<int:pk>/", desk.detail, name="detail"),
    path("desk/publicity/<int:pk>/edit/", desk.edit, name="edit"),
    path("desk/publicity/<int:pk>/preview/", desk.preview, name="preview"),
    path("desk/publicity/<int:pk>/confer/", desk.confer, name="confer"),
    path("desk/publicity/<int:pk>/do/<slug:verb>/", desk.act, name="act"),
    path("desk/publicity/corrections/<int:pk>/publish/", desk.publish_correction, name="correction-publish"),
    path("desk/publicity/conferrals/<int:pk>/", desk.conferral, name="conferral"),
    path("desk/publicity/conferrals/<int:pk>/progress/", desk.conferral_progress, name="conferral-progress"),
    path("desk/objections/", objections.index, name="objections"),
    path("desk/objections/new/<int:publicity_pk>/", objections.enter, name="objection-new"),
    path("desk/objections/<str:number>/", objections.detail, name="objection"),
    path("desk/objections/<str:number>/do/<slug:verb>/", objections.act, name="objection-act"),
    path("desk/objections/<str:number>/files/<int:pk>/", objections.file, name="objection-file"),
    path("desk/objections/<str:number>/side/", objections.side, name="objection-side"),
]
