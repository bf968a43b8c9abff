from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("desk/certificates/", views.series_list, name="series-list"),
    path("desk/certificates/<int:pk>/", views.series_page, name="series"),
    path("desk/certificates/<int:pk>/progress/", views.progress, name="progress"),
    path("desk/certificates/<int:pk>/render/", views.render_all, name="render"),
    path("desk/certificates/<int:pk>/plaques/", views.render_plaques, name="plaques-render"),
    path("desk/certificates/<int:pk>/plaques.xlsx", views.plaque_list, name="plaques"),
    path("desk/certificates/of/<str:code>/", views.detail, name="detail"),
    path("desk/certificates/of/<str:code>/custody/", views.custody, name="custody"),
    path("desk/certificates/of/<str:code>/plaque/", views.plaque_file, name="plaque-file"),
    path("desk/certificates/of/<str:code>/plaque/replace/", views.replace_plaque, name="plaque-replace"),
    path("desk/certificates/of/<str:code>/reissue/", views.reissue, name="reissue"),
    path("certificates/<str:code>.pdf", views.download, name="download"),
]
