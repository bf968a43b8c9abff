"""Home and 通知公告."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from nominations.models import Season
from nominations.openings import openings
from publicity import reports
from publicity.forms import VerifyForm
from publicity.models import Award, Notice
from publicity.states import NoticeKind

public = cache_control(public=True, max_age=60)


@require_safe
def home(request):
    """The public home page: what runs now, the progress of the year, verification, the roll, notices."""
    context = reports.home() | {"verify_form": VerifyForm(auto_id="verify_%s")}
    response = render(request, "publicity/home.html", context)
    # Signed-in visitors get their own masthead, so only the anonymous page may be shared.
    response["Cache-Control"] = "private, max-age=0" if request.user.is_authenticated else "public, max-age=60"
    return response


@public
@require_safe
def notices(request):
    """All notices, newest first."""
    seasons = list(Season.objects.announced())
    return render(request, "publicity/notices.html", {"news": reports.news(seasons)})


@public
@require_safe
def notice(request, pk):
    """One notice; a list has its own page."""
    found = get_object_or_404(Notice.objects.select_related("publicity", "conferral__season"), pk=pk)
    if found.kind == NoticeKind.PUBLICITY:
        return redirect(found.get_absolute_url())
    awards, title = Award.objects.none(), ""
    if found.conferral_id:
        awards = Award.objects.filter(conferral=found.conferral_id).for_list()
        title = found.conferral.season.programme.honour_title
    return render(request, "publicity/notice.html", {"notice": found, "awards": awards, "honour_title": title})


@public
@require_safe
def season_notice(request, pk):
    """The notice of a season: number, text, opening, deadline (QC26-21)."""
    season = get_object_or_404(Season.objects.announced().select_related("organiser"), pk=pk)
    if not season.notice_text:
        raise Http404
    begins = openings(request.user, seasons=[season]) if request.user.is_authenticated else []
    context = {
        "season": season,
        "title": reports.notice_title(season),
        "procedures": [one for one in season.edition.procedures if season.accepts(one)],
        "openings": begins,
        "batched": any(one.batched for one in season.edition.procedures),
    }
    return render(request, "publicity/season_notice.html", context)
