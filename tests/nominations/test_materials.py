"""Files of a nomination: sniffed, limited, cleaned, marked, replaced, removed, handed out (COM-12, COM-13, COM-14)."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.states import Role
from audit.record import history
from nominations.actions import materials
from nominations.models import Correction, Material, Nomination
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.nominations import PDF, attach, clerk_of, head_of, nomination, officer_of

pytestmark = pytest.mark.django_db


def picture(colour="white", *, size=(900, 600), gps=False, kind="JPEG"):
    image, out = Image.new("RGB", size, colour), io.BytesIO()
    exif = image.getexif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x0110] = "telephone"
    image.save(out, kind, exif=exif)
    return out.getvalue()


def upload(content=None, name="身份证.jpg"):
    return SimpleUploadedFile(name, picture() if content is None else content)


def opened(file):
    with file.open("rb") as stream:
        return Image.open(io.BytesIO(stream.read()))


@pytest.fixture
def made():
    return nomination(is_complete=False)


@pytest.fixture
def clerk(made, client):
    client.force_login(clerk_of(made.recommender))
    return client


def store(made, kind="id_front", content=None, by=None, **more):
    return materials.store(made, kind=kind, upload=upload(content), by=by or clerk_of(made.recommender), **more)


def test_store_rebuilds_the_name_and_keeps_the_file_private(made, private_storage):
    material = store(made)

    assert material.original_name == "身份证.jpg"
    assert (private_storage / material.file.name).is_file()
    assert "身份证" not in material.file.name
    assert history(made).first().verb == "file"


def test_store_marks_an_identity_copy_across(made):
    material = store(made)

    colours = opened(material.file).convert("L").getextrema()
    assert colours[0] < 230 < colours[1]


def test_store_leaves_no_place_in_a_picture(made):
    material = store(made, "union_card", picture(gps=True))

    assert not opened(material.file).getexif()


def test_store_makes_a_preview_of_a_picture(made):
    material = store(made, "union_card", picture(size=(3000, 2000)))

    assert max(opened(material.preview).size) <= 1280


def test_store_of_the_same_file_is_the_same_material(made):
    assert store(made).pk == store(made).pk
    assert made.materials.count() == 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("id_front", b"<html><script>alert(1)</script></html>"),
        ("id_front", b""),
        ("id_front", PDF),
        ("union_card", b"%PDF-1.4 cut off"),
        ("union_card", b"GIF89a" + b"\0" * 200),
    ],
)
def test_store_refuses_what_is_not_what_it_says(made, kind, content):
    with pytest.raises(Refused) as refused:
        store(made, kind, content)

    assert {finding.field for finding in refused.value.findings} == {kind}
    assert made.materials.count() == 0


def test_store_refuses_a_file_over_the_limit(made):
    limit = made.form.material("union_card").max_mb

    with pytest.raises(Refused) as refused:
        store(made, "union_card", PDF + b"0" * (limit * 1024 * 1024))
    assert "MB" in refused.value.findings[0].sentence


def test_store_refuses_a_kind_and_an_item_that_are_not_asked(made):
    with pytest.raises(Refused):
        store(made, "salary_slip")
    with pytest.raises(Refused):
        store(made, "cert_honour", picture(), item="h99")


def test_store_replaces_and_keeps_the_old_one_in_history(made):
    old = store(made)

    new = store(made, content=picture("grey"), replaces=old)

    old.refresh_from_db()
    assert [material.pk for material in made.materials.current()] == [new.pk]
    assert old.removed_by == clerk_of(made.recommender)
    assert old.file.storage.exists(old.file.name)


def test_store_counts_completeness_again(made):
    before = Nomination.objects.get(pk=made.pk).completeness

    store(made)
    store(made, "id_back", picture("grey"))

    assert Nomination.objects.get(pk=made.pk).completeness > before


def test_store_refuses_strangers_and_heads(made):
    for person in (accounts.member(Role.CLERK), head_of(made.recommender)):
        with pytest.raises(Refused):
            store(made, by=person)
    assert made.materials.count() == 0


def test_store_after_submission_is_refused():
    made = nomination(state="endorsing")

    with pytest.raises(Refused):
        store(made, content=picture("grey"))


def test_store_of_a_sealed_page_is_the_employers_while_it_endorses(made):
    submitted = nomination(state="endorsing")
    head = head_of(submitted.employer)

    assert store(submitted, "base_scan", PDF, by=head).kind == "base_scan"
    with pytest.raises(Refused):
        store(submitted, "rec_scan", PDF, by=head)
    with pytest.raises(Refused):
        store(made, "base_scan", PDF, by=head_of(made.employer))


def test_correction_unlocks_only_the_named_kind():
    made = nomination(state="submitted")
    Correction.objects.create(
        nomination=made, items=[{"target": "union_card", "note": "图片不清晰"}],
        due_at=portal_clock.now() + dt.timedelta(days=5), issued_by=accounts.user(),
    )  # fmt: skip
    Nomination.objects.filter(pk=made.pk).update(state="returned")
    made = Nomination.objects.get(pk=made.pk)

    assert store(made, "union_card", picture("grey")).kind == "union_card"
    with pytest.raises(Refused) as refused:
        store(made, "id_front", picture("grey"))
    assert refused.value.findings[0].rule == "AMB-22"


def test_remove_twice_is_once(made):
    material = store(made)
    by = clerk_of(made.recommender)

    materials.remove(material, by=by)
    materials.remove(material, by=by)

    assert made.materials.current().count() == 0
    assert history(made).filter(verb="unfile").count() == 1


def test_stamp_is_claimed_by_the_clerk_and_checked_by_the_employer():
    made = nomination()
    proof = made.materials.get(kind="indicator_proof_1")
    claimed = materials.set_stamped(proof, stamped=True, by=clerk_of(made.recommender))
    assert (claimed.stamped, claimed.stamp_checked_at) == (True, None)

    Nomination.objects.filter(pk=made.pk).update(state="endorsing")
    checked = materials.set_stamped(proof, stamped=True, by=head_of(made.employer))

    assert checked.stamp_checked_at is not None
    with pytest.raises(Refused):
        materials.set_stamped(proof, stamped=False, by=clerk_of(made.recommender))


def test_id_sheet_needs_both_sides(made):
    store(made)
    assert materials.id_sheet(made) is None

    store(made, "id_back", picture("grey"))
    assert materials.id_sheet(made)[:5] == b"%PDF-"


# ——— over HTTP ———


def file_url(material, name="material"):
    return reverse(f"nominations:{name}", args=[material.pk])


def test_upload_goes_back_to_its_slot(made, clerk):
    place = reverse("nominations:material-upload", args=[made.code])

    response = clerk.post(place, {"kind": "id_front", "item": "", "file": upload()})

    assert (response.status_code, response["Location"].endswith("/form/#m-id_front")) == (302, True)
    assert made.materials.get().kind == "id_front"


def test_upload_tells_the_script_why_it_is_refused(made, clerk):
    place = reverse("nominations:material-upload", args=[made.code])

    response = clerk.post(
        place, {"kind": "id_front", "file": upload(b"<html>")}, headers={"accept": "application/json"}
    )

    assert response.status_code == 422
    assert "只接受" in response.json()["sentence"]


def test_files_posted_with_the_whole_form_are_stored(made, clerk):
    clerk.post(reverse("nominations:form", args=[made.code]), {"file:union_card:": upload(PDF, "卡.pdf")})

    assert made.materials.get().kind == "union_card"


def test_download_has_a_chinese_name_and_no_sniffing(made, clerk):
    material = store(made)

    response = clerk.get(file_url(material))

    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]
    assert "filename*=utf-8''" in response["Content-Disposition"].lower()
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    response.close()


@pytest.mark.parametrize("name", ["material", "material-preview", "material-remove"])
def test_files_are_hidden_from_strangers(made, client, name):
    material = store(made)
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(file_url(material, name)).status_code == 404


def test_files_of_a_draft_are_hidden_from_the_organiser(made, client):
    material = store(made)
    client.force_login(officer_of(made.season))

    assert client.get(file_url(material)).status_code == 404


def test_files_of_a_dispatched_nomination_are_open_to_the_organiser(client):
    made = nomination(state="submitted")
    client.force_login(officer_of(made.season))

    response = client.get(file_url(made.materials.first()))

    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    response.close()


def test_visitors_are_sent_to_the_login_page(made, client):
    response = client.get(file_url(attach(made, "union_card")))

    assert (response.status_code, response["Location"].startswith("/login/")) == (302, True)


def test_remove_asks_first(made, clerk):
    material = store(made)

    assert "移除" in clerk.get(file_url(material, "material-remove")).content.decode()
    assert Material.objects.get(pk=material.pk).removed_at is None

    clerk.post(file_url(material, "material-remove"))
    assert Material.objects.get(pk=material.pk).removed_at is not None


def test_stamp_over_http_is_refused_to_the_organiser(client):
    made = nomination(state="submitted")
    proof = made.materials.get(kind="indicator_proof_1")
    client.force_login(officer_of(made.season))

    client.post(file_url(proof, "material-stamp"), {"stamped": ""})

    assert Material.objects.get(pk=proof.pk).stamped is True


def test_id_sheet_is_for_those_who_see_the_nomination(made, clerk):
    place = reverse("nominations:id-sheet", args=[made.code])
    assert clerk.get(place).status_code == 404

    store(made)
    store(made, "id_back", picture("grey"))
    assert clerk.get(place)["Content-Type"] == "application/pdf"

    clerk.force_login(accounts.member(Role.CLERK))
    assert clerk.get(place).status_code == 404


def status(client, address):
    """The status of a download that was read to its end."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def test_a_copy_of_an_identity_card_is_hidden_from_the_supervisor(client):
    made = nomination(state="submitted")
    front, other = made.materials.get(kind="id_front"), made.materials.get(kind="union_card")
    client.force_login(accounts.member(Role.SUPERVISOR, made.season.organiser))

    assert status(client, file_url(other, "material")) == 200
    assert status(client, file_url(front, "material")) == 404
    assert status(client, file_url(front, "material-preview")) == 404
    assert status(client, reverse("nominations:id-sheet", args=[made.code])) == 404


def test_an_officer_who_opens_a_copy_of_an_identity_card_is_on_record(client):
    made = nomination(state="submitted")
    officer = officer_of(made.season)
    client.force_login(officer)

    assert status(client, file_url(made.materials.get(kind="id_front"), "material")) == 200

    event = history(made).first()
    assert (event.verb, event.actor) == ("open_identity_copy", officer)
