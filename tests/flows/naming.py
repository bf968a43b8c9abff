"""Publicity, objection, naming, disqualification and revocation, each by whose step it is."""

from certificates.models import Certificate
from craftsmen.models import Honour, Revocation
from nominations.models import Nomination, Sanction, Season
from programmes.strokes import stroke_key
from publicity.models import Objection, Publicity
from tests.flows.company import Company, fresh, told
from tests.flows.driver import Person, signed_in

ID_NUMBER = "310101199003070019"
BASIS = "根据通知要求，经形式审查、书面初评、会审答辩和名单审定，现将候选人名单予以公示。"


def publish(company: Company, season: Season) -> Publicity:
    """Drafted by one officer, checked by another; an identity number in the text blocks it."""
    officer, second = signed_in(company.officer), signed_in(company.second)
    officer.open("/desk/publicity/").press("拟 2026 年度公示稿").says("公示稿已拟好")
    publicity = Publicity.objects.get(season=season)
    page = f"/desk/publicity/{publicity.pk}/"
    officer.open(f"{page}edit/").press("保存公示稿", basis=f"{BASIS}证件号{ID_NUMBER}。", phone="021-00000000")
    officer.open(page).says("发现不能公布的内容")
    assert not officer.open(page).tree.xpath("//form[@id='check-form']")
    second.open(page).press("复核通过", expect=422)
    assert fresh(publicity).state == "draft"
    officer.open(f"{page}edit/").press("保存公示稿", basis=BASIS).says("公示稿已保存", "脱敏检查通过")
    second.open(f"{page}preview/")
    second.open(page).press("复核通过").says("复核通过，可以发布")
    shown = officer.open(page).press("登记渠道", name="协会网站", url="https://www.example.org/notice/1")
    shown.press("发布公示").says("公示已发布")
    return fresh(publicity)


def public_page_keeps_secrets(publicity: Publicity, private: list[str]) -> None:
    shown = Person().open(f"/publicity/{publicity.pk}/")
    shown.hides(*private)
    names = [entry.name for entry in publicity.entries.order_by("position")]
    assert names == sorted(names, key=stroke_key)
    places = [shown.text.index(name) for name in names]
    assert places == sorted(places)


def object_to(publicity: Publicity, nomination: Nomination) -> Objection:
    """Somebody with a real name objects on the public page; without a name nothing is taken."""
    visitor = Person()
    entry = publicity.entries.get(nomination=nomination)
    shown = visitor.open(f"/publicity/{publicity.pk}/objection/")
    typed = {
        "entry": str(entry.pk),
        "kind": "person",
        "contact": "021-00000001",
        "ground": "materials",
        "facts": "申报材料中的一项成果并非本人完成，原始记录可以查证，愿意当面说明。",
    }
    shown.press("提交异议", typed, expect=422)
    visitor.open(f"/publicity/{publicity.pk}/objection/").press("提交异议", typed, name="严正").says("YY2026-001")
    return Objection.objects.get()


def uphold(company: Company, objection: Objection) -> None:
    """Taken up, accepted, looked into, upheld: the person is taken off the list."""
    officer, page = signed_in(company.officer), f"/desk/objections/{objection.number}/"
    officer.open(page).hides("严正").press("由我承办")
    shown = officer.open(page).press("受理", gist="请核对成果的完成人。")
    signed_in(company.group.clerk).open(f"{page}side/").hides("严正").press("提交", text="经核对，完成人另有其人。")
    shown = officer.open(page).press("添加核查记录", finding="原始记录上的完成人不是申报人。")
    shown.press(
        "办结", conclusion="upheld", effect="remove", basis="原始记录证明成果并非本人完成，材料不属实（QC23-49）。"
    )


def confer(company: Company, publicity: Publicity, *, number: str, day: str) -> None:
    shown = signed_in(company.leader).open(f"/desk/publicity/{publicity.pk}/")
    if not shown.tree.xpath("//a[normalize-space()='命名']"):
        shown = signed_in(company.officer).open(f"/desk/publicity/{publicity.pk}/")
    shown.follow("命名").press("命名", decision_number=number, decided_on=day).says("已命名")


def verified(certificate: Certificate, words: str) -> None:
    shown = Person().open(f"/verify/{certificate.token}").says(words)
    shown.hides(ID_NUMBER)


def disqualify(company: Company, nomination: Nomination, *, day: str) -> Sanction:
    """E13, by the leader only."""
    address = f"/desk/nominations/{nomination.code}/disqualify/"
    signed_in(company.officer).hidden(address)
    typed = {
        "decision_number": "浦质促〔2026〕19号",
        "decided_on": day,
        "facts": "经核实，申报材料中的两项证明系伪造，当事人已书面承认。",
        "subjects": ["person"],
    }
    signed_in(company.leader).open(address).press("作出决定", typed).says("已取消参评资格")
    assert fresh(nomination).state == "disqualified"
    assert told(company.group.clerk, nomination.name)
    return Sanction.objects.get(nomination=nomination)


def open_revocation(company: Company, honour: Honour) -> Revocation:
    officer = signed_in(company.officer)
    facts = "经查，申报材料中的主要成果系冒用他人成果，原单位已出具书面证明。"
    grounds = officer.open(f"/desk/honours/{honour.pk}/revoke/")
    ground = grounds.tree.xpath("//select[@name='ground']/option/@value")[0]
    grounds.press("立案", ground=ground, facts=facts).says("已立案")
    case = Revocation.objects.get(honour=honour)
    officer.open(f"/desk/honours/revocations/{case.pk}/").press("告知本人").says("已告知本人")
    return case


def approve_revocation(company: Company, case: Revocation, *, number: str, day: str) -> None:
    """Reviewed by an officer, approved by a leader who neither opened nor reviewed it."""
    page = f"/desk/honours/revocations/{case.pk}/"
    officer = signed_in(company.officer)
    officer.open(page).press("提交审核意见", text="事实清楚，证据充分，建议撤销。").says("等待另一位负责人批准")
    assert not officer.open(page).tree.xpath("//button[contains(., '批准撤销')]")
    shown = signed_in(company.leader).open(page).press("批准撤销", decision_number=number, decided_on=day)
    shown.says("已显示“已撤销”")
