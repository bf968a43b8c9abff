from django.urls import path

from academy.views import activities, door, lists, staff

app_name = "academy"
ONE = "desk/academy/activities/<str:code>/"
urlpatterns = [
    path("desk/academy/", lists.index, name="list"),
    path("desk/academy/calendar/", lists.month, name="calendar"),
    path("desk/academy/teaching/", lists.teaching, name="teaching"),
    path("desk/academy/subscribe/", lists.subscribe, name="subscribe"),
    path("desk/academy/subscribe/renew/", lists.renew, name="subscribe-renew"),
    path("calendar/<str:token>.ics", lists.feed, name="feed"),
    path("desk/academy/activities/new/", staff.new, name="new"),
    path(ONE, activities.activity, name="activity"),
    path(ONE + "edit/", staff.edit, name="edit"),
    path(ONE + "open/", staff.open_enrolment, name="open"),
    path(ONE + "hold/", staff.hold, name="hold"),
    path(ONE + "close/", staff.close, name="close"),
    path(ONE + "cancel/", staff.cancel, name="cancel"),
    path(ONE + "enrol/", activities.enrol, name="enrol"),
    path(ONE + "people/", activities.enrol_people, name="enrol-people"),
    path(ONE + "feedback/", activities.feedback, name="feedback"),
    path(ONE + "teachers/", staff.teacher_add, name="teacher-add"),
    path(ONE + "files/", staff.file_add, name="file-add"),
    path(ONE + "roll/", door.roll, name="roll"),
    path(ONE + "roll/export/", door.roll_export, name="roll-export"),
    path(ONE + "roll/print/", door.roll_print, name="roll-print"),
    path(ONE + "door/", door.door, name="door"),
    path(ONE + "door/sync/", door.door_sync, name="door-sync"),
    path("desk/academy/enrolments/<int:pk>/withdraw/", activities.withdraw, name="withdraw"),
    path("desk/academy/enrolments/<int:pk>/attend/", door.attend, name="attend"),
    path("desk/academy/enrolments/<int:pk>/attend/undo/", door.attend_undo, name="attend-undo"),
    path("desk/academy/files/<int:pk>/", activities.file, name="file"),
    path("desk/academy/files/<int:pk>/remove/", staff.file_remove, name="file-remove"),
    path("desk/academy/teachers/<int:pk>/remove/", staff.teacher_remove, name="teacher-remove"),
    path("desk/academy/courses/", staff.courses, name="courses"),
    path("desk/academy/courses/new/", staff.course_new, name="course-new"),
    path("desk/academy/courses/<int:pk>/", staff.course_edit, name="course"),
    path("desk/academy/rooms/", staff.rooms, name="rooms"),
    path("desk/academy/rooms/new/", staff.room_new, name="room-new"),
    path("desk/academy/rooms/<int:pk>/", staff.room, name="room"),
    path("desk/academy/rooms/<int:pk>/edit/", staff.room_edit, name="room-edit"),
]
