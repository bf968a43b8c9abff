from django.urls import path

from craftsmen import views

app_name = "craftsmen"
urlpatterns = [
    path("desk/honours/", views.register, name="register"),
    path("desk/honours/new/", views.honour_new, name="honour-new"),
    path("desk/honours/import/", views.honours_import, name="honours-import"),
    path("desk/honours/import/run/", views.honours_import_run, name="honours-import-run"),
    path("desk/honours/import/template/", views.honours_template, name="honours-template"),
    path("desk/honours/<int:pk>/evidence/", views.evidence, name="evidence"),
    path("desk/honours/<int:pk>/end/", views.honour_end, name="honour-end"),
    path("desk/honours/people/<int:pk>/", views.person, name="person"),
    path("desk/honours/people/<int:pk>/note/", views.note, name="note"),
    path("desk/honours/stories/", views.stories.index, name="stories"),
    path("desk/honours/people/<int:pk>/story/", views.stories.story, name="story"),
    path("desk/honours/people/<int:pk>/story/photo/", views.stories.photo, name="story-photo"),
    path("desk/honours/people/<int:pk>/story/<slug:verb>/", views.stories.act, name="story-act"),
    path("desk/honours/<int:pk>/correct/", views.correct, name="correct"),
    path("desk/honours/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("desk/honours/<int:pk>/revoke/", views.revocation_new, name="revocation-new"),
    path("desk/honours/revocations/", views.revocations, name="revocations"),
    path("desk/honours/revocations/<int:pk>/", views.revocation, name="revocation"),
    path("desk/honours/revocations/<int:pk>/<slug:verb>/", views.revocation_act, name="revocation-act"),
]
