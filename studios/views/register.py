from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from studios.models import Studio
from studios.views.common import find_studio


@login_required
def index(request):
    rows = Studio.objects.visible_to(request.user).for_list()
    return render(request, "studios/register.html", {"rows": rows, "density": "compact"})


@login_required
def studio(request, code):
    return render(request, "studios/studio.html", {"studio": find_studio(request, code), "density": "compact"})
