from cultivation.models.cohort import Cohort, Roster
from cultivation.models.growth import Entry, Evaluation, Measure, MentorNote, Mentorship, Plan, Summary
from cultivation.models.trainee import PeriodChange, Trainee

__all__ = [
    "Cohort",
    "Entry",
    "Evaluation",
    "Measure",
    "MentorNote",
    "Mentorship",
    "PeriodChange",
    "Plan",
    "Roster",
    "Summary",
    "Trainee",
]
