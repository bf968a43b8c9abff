from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read-all/", views.read_all, name="read-all"),
    path("inbox/<int:pk>/", views.message, name="message"),
    path("outgoing-mail/", views.outgoing_mail, name="outgoing-mail"),
    path("outgoing-mail/<str:name>/", views.outgoing_message, name="outgoing-message"),
    path("desk/deliveries/", views.failures, name="failures"),
    path("desk/deliveries/<int:pk>/resend/", views.resend, name="resend"),
]
