from django.urls import path

from studios import workbench_urls
from studios.views import events, register

app_name = "studios"
urlpatterns = [
    path("desk/studios/", register.index, name="register"),
    # Fixed words stand before the code of a studio.
    path("desk/studios/<slug:code>/", register.studio, name="studio"),
    path("desk/studios/<slug:code>/leader/", events.leader, name="leader"),
    *workbench_urls.urlpatterns,
]
