"""Who reaches certificates: staff of the issuer, and the holder the printed file."""

from tests.permissions.matrix import Row

STAFF = "officer leader supervisor"
ACTING = "officer leader"


def series(world):
    return [world.certificate.series_id]


def certificate(world):
    return [world.certificate.machine_code]


ROWS = [
    Row("certificates:series-list", allowed=f"{STAFF} other_officer"),
    Row("certificates:series", series, allowed=STAFF),
    Row("certificates:progress", series, allowed=STAFF),
    Row("certificates:render", series, allowed=ACTING, method="post"),
    Row("certificates:plaques", series, allowed=STAFF),
    Row("certificates:plaques-render", series, allowed=ACTING, method="post"),
    Row("certificates:plaque-file", certificate, allowed=ACTING, method="post"),
    Row("certificates:plaque-replace", certificate, allowed=ACTING, method="post"),
    Row("certificates:detail", certificate, allowed=STAFF),
    Row("certificates:custody", certificate, allowed=ACTING, method="post"),
    Row("certificates:reissue", certificate, allowed=ACTING, method="post"),
    Row("certificates:download", certificate, allowed=f"{STAFF} applicant"),
]
