from django.urls import path

from pathways.views import nominees, rounds, targets
from pathways.views import path as paths

app_name = "pathways"

ROUND, NOMINEE = "desk/upwards/<int:pk>/", "desk/upwards/people/<int:pk>/"

urlpatterns = [
    path("desk/path/", paths.mine, name="mine"),
    path("desk/path/people/<int:pk>/", paths.of_person, name="of-person"),
    path("desk/path/targets/", targets.targets, name="targets"),
    path("desk/upwards/", rounds.index, name="rounds"),
    path("desk/upwards/new/", rounds.new, name="round-new"),
    path(ROUND, rounds.show, name="round"),
    path(f"{ROUND}scheme/", rounds.scheme, name="scheme"),
    path(f"{ROUND}candidates/", rounds.candidate_list, name="candidates"),
    path(f"{ROUND}candidates/<int:person_pk>/", rounds.select, name="select"),
    path(f"{ROUND}pack/", rounds.pack, name="pack"),
    path(NOMINEE, nominees.show, name="nominee"),
    path(f"{NOMINEE}ask/", nominees.ask, name="ask"),
    path(f"{NOMINEE}ask-again/", nominees.ask_again, name="ask-again"),
    path(f"{NOMINEE}withdraw/", nominees.withdraw, name="withdraw"),
    path(f"{NOMINEE}answer/", nominees.answer, name="answer"),
    path(f"{NOMINEE}take-back/", nominees.take_back, name="take-back"),
    path(f"{NOMINEE}result/", nominees.result, name="result"),
    path(f"{NOMINEE}scan/", nominees.scan, name="scan"),
    path("upwards/answer/<str:token>/", nominees.link, name="link"),
]
