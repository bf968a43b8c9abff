from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [
    path("documents/<int:pk>/", views.download, name="download"),
    path("documents/<int:pk>/status/", views.status, name="status"),
    path("documents/<int:pk>/retry/", views.retry, name="retry"),
]
