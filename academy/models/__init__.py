"""The academy's rows: courses and rooms, activities with teachers and materials, the roll with attendance and feedback."""

from academy.models.activity import Activity, ActivityFile, Course, Room, Teacher
from academy.models.roll import Attendance, CalendarKey, Enrolment, Feedback

__all__ = [
    "Activity",
    "ActivityFile",
    "Attendance",
    "CalendarKey",
    "Course",
    "Enrolment",
    "Feedback",
    "Room",
    "Teacher",
]
