from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from studios.views.common import find_studio


@login_required
def leader(request, code):
    return render(request, "studios/leader.html", {"studio": find_studio(request, code)})
