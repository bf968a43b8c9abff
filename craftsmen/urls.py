from django.urls import path

from craftsmen import views

app_name = "craftsmen"
urlpatterns = [
    path("desk/honours/", views.register, name="register"),
    path("desk/honours/people/<int:pk>/", views.person, name="person"),
    path("desk/honours/people/<int:pk>/note/", views.note, name="note"),
    path("desk/honours/<int:pk>/correct/", views.correct, name="correct"),
    path("desk/honours/<int:pk>/revoke/", views.revocation_new, name="revocation-new"),
    path("desk/honours/revocations/", views.revocations, name="revocations"),
    path("desk/honours/revocations/<int:pk>/", views.revocation, name="revocation"),
    path("desk/honours/revocations/<int:pk>/<slug:verb>/", views.revocation_act, name="revocation-act"),
]
