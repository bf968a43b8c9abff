from accounts.navigation import Entry, register
from accounts.states import Role

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)

register(
    Entry(
        group="长期", label="证书与铭牌", icon="award", url_name="certificates:series-list",
        visible=lambda user: user.holds(STAFF), order=51,
    )
)  # fmt: skip
