"""The life of studios as the catalogue declares it: whatever names a parameter, a procedure or a state names one that exists."""

import pytest

from programmes import catalogue
from studios.states import StudioState

STUDIO_PROGRAMMES = [pytest.param(one, id=one.code) for one in catalogue.all() if one.studio]
each = pytest.mark.parametrize("programme", STUDIO_PROGRAMMES)


@each
def test_parameters_of_the_terms_are_those_of_every_edition(programme):
    terms = programme.studio
    named = {terms.build_parameter, terms.cycle_parameter, terms.rectify_parameter} - {""}
    for edition in programme.editions:
        assert named - set(edition.values()) == set()


@each
def test_duties_and_change_name_procedures_that_exist(programme):
    codes = {procedure.code for procedure in programme.latest.procedures}
    named = {duty.procedure for duty in programme.studio.duties} | {programme.studio.leader_term.procedure}
    assert named - {""} - codes == set()


@each
def test_duties_are_owed_in_states_of_the_register(programme):
    for duty in programme.studio.duties:
        assert duty.owed_in - set(StudioState.values) == set()


@each
def test_building_and_cycles_have_their_years(programme):
    terms = programme.studio
    assert bool(terms.build_parameter) == terms.builds_first
    anchors = {str(duty.anchor) for duty in terms.duties}
    assert bool(terms.cycle_parameter) == ("cycle_ends_on" in anchors)
