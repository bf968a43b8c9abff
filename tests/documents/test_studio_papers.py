"""Forms of the studio programmes as they are printed: fixed boxes, ticks, 附页, room for seals (forms.md B, C, F)."""

import io
import subprocess

import pikepdf
import pytest

from documents.papers import Opinion, print_paper
from documents.papers.studios import PAPERS, FormPrint, Named, PaperF8, b2
from documents.papers.studios.grid import SEAL_MM, Bar, PrintedSection

OPINIONS = (
    Named("本单位工会意见", Opinion(text="同意申报，材料属实。", date="2024年8月20日")),
    Named("区局（产业）工会意见", Opinion(text="同意推荐。", date="2024年8月28日")),
    Named("市工匠创新工作室创建命名办公室意见"),
)
CELLS = {
    "ws_name": "顾毫厘创新工作室",
    "unit_name": "申岚精密机械有限公司",
    "ws_area": "120",
    "alliance": "是",
    "patent_invention": "3",
    "patent_utility": "0",
    "skill_level": "高级技师",
    "title_level": "中级",
    "hukou_type": " ",
    "hukou_place": "本市",
    "service_city": "2",
    "project_type": "其他：智能检测",
    "project_stage": "成长阶段",
    "ws_intro": "工作室围绕超精密磨削开展攻关。" * 20,
}
PEOPLE = ("丁禾川", "王砚舟", "欧阳衡", "买买提·艾力", "陈𬭎", "刘䶮")


def members(count):
    return [{"name": name, "age": "30", "education": "大学本科"} for name in PEOPLE[:count]]


def b1(count=5, **changes):
    form = FormPrint(
        title="上海市工匠创新工作室申请表",
        annex="附件 1",
        cells=CELLS | changes,
        tables={"members": members(count)},
        opinions=OPINIONS,
    )
    return PAPERS["documents/studios/b1.html"](form)


def pages(body):
    with pikepdf.open(io.BytesIO(body)) as document:
        return len(document.pages)


def text_of(body):
    shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return shown.stdout.decode()


def boxes(paper, key):
    return [box for page in paper.printed for box in page.sheet.boxes if box.key == key]


def test_b1_is_four_pages_with_its_ticks():
    paper = b1()
    assert pages(print_paper(paper)) == 4
    assert boxes(paper, "alliance")[0].fitted.text == "☑是　□否"
    assert boxes(paper, "patents_text")[0].fitted.text == "☑发明专利 3 项　□实用新型 0 项　□外观设计 0 项"
    assert boxes(paper, "title_level")[0].fitted.text == "□高级　☑中级　□初级　□无"
    assert boxes(paper, "hukou_type")[0].fitted.text == "□非农业　□农业"
    assert boxes(paper, "service_text")[0].fitted.text == "☑市级 2 次　□区局级 0 次　□企业级 0 次　□未参加"
    assert "☑其他：智能检测" in boxes(paper, "project_type")[0].fitted.text
    assert paper.overflow == []


def test_nobody_who_took_no_part_has_a_count():
    paper = b1(service_city="", service_none="是")
    assert boxes(paper, "service_text")[0].fitted.text == "□市级 0 次　□区局级 0 次　□企业级 0 次　☑未参加"


def test_a_sixth_member_and_a_long_introduction_stand_on_the_appendix():
    paper = b1(6, ws_intro="工作室围绕超精密磨削中的振纹、热变形和在线测量三类难题开展攻关。" * 60)
    body = print_paper(paper)
    assert pages(body) > 4
    assert [overflow.heading for overflow in paper.overflow] == ["工作室（团队）介绍"]
    assert boxes(paper, "ws_intro")[0].fitted.text.endswith("（全文见附页）")
    printed = text_of(body)
    assert "附页：工作室其他成员情况（续）" in printed
    assert "刘䶮" in printed


def test_every_opinion_keeps_the_room_of_a_seal():
    paper = b1()
    found = [box for page in paper.printed for box in page.opinions]
    assert len(found) == 3
    for box in found:
        written = box.text_top + box.fitted.height_mm
        assert box.height >= SEAL_MM + written or box.width >= 2 * SEAL_MM
    assert found[2].named.opinion.text == ""


@pytest.mark.parametrize("chosen", ["领衔人变更", "退出管理序列，保留工作室称号", "退出管理序列，摘牌"])
def test_b3_ticks_exactly_one_way_on_one_page(chosen):
    cells = {
        "ws_name": "顾毫厘创新工作室",
        "reason": "退休",
        "action": chosen,
        "new_leader_name": "",
        "member_count": "7",
    }
    form = FormPrint(
        title="管理变更申请表", annex="附件 3", head="所属", cells=cells, opinions=OPINIONS, notes=["备注一。"]
    )
    paper = PAPERS["documents/studios/b3.html"](form)
    lead = paper.printed[0].opinions[0].lead.text
    ways = [lead.count(f"☑{words}") for words in ("领衔人变更", "保留工作室称号", "摘牌")]
    assert sum(ways) == 1
    assert [box.seals for box in paper.printed[0].opinions] == [True, False, False]
    assert pages(print_paper(paper)) == 1


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (5, 1), (6, 1), (7, 1), (8, 2), (40, 3)])
def test_b2_cuts_no_row(count, sheets):
    rows = [("申岚精密机械有限公司", f"第{n}创新工作室", "顾毫厘") for n in range(count)]
    form = FormPrint(title="统计表", annex="附件 2", year="2024", cells={"ran_activity": "是"}, opinions=OPINIONS[1:2])
    body = print_paper(b2.paper(form, rows))
    printed = text_of(body)
    assert [f"第{n}创新工作室" in printed for n in range(count)] == [True] * count
    assert pages(body) == sheets


def test_c1_shows_the_funded_project_and_both_ledgers():
    cells = CELLS | {"funded_amount": "5.00", "ledger_daily_ready": "是", "ledger_outcome_ready": ""}
    form = FormPrint(title="申报表", cells=cells, tables={"members": members(6)}, opinions=OPINIONS[:2])
    paper = PAPERS["documents/studios/c1.html"](form)
    assert boxes(paper, "funded_text")[0].fitted.text == "5.00 万元"
    assert boxes(paper, "ledgers_text")[0].fitted.text == "☑日常活动台账　□创新成果台账"
    assert pages(print_paper(paper)) == 5


def test_the_plan_has_a_cover_and_its_quarters():
    form = FormPrint(
        title="“上海质量工匠创新工作室”建设计划书",
        cover=[("工作室名称", "顾毫厘上海质量工匠创新工作室")],
        notes=["团队为非成建制的部室。"],
        sections=[
            PrintedSection(
                "一、基本信息", [("总目标", "解决主轴热变形难题。" * 200, True)], [("成员", ["姓名"], [["丁禾川"]])]
            )
        ],
        schedule=[Bar("主轴热变形补偿", ["方案", "", "", "样机", "", "", "", "推广"])],
        opinions=OPINIONS[:1],
    )
    printed = text_of(print_paper(PAPERS["documents/studios/f1.html"](form)))
    for words in ("填写说明", "一、基本信息", "丁禾川", "第8季度", "样机", "盖章"):
        assert words in printed


def test_a_form_without_a_layout_shows_what_the_portal_counts():
    form = FormPrint(title="年度管理考核表", figures=[("活动开展台账", "24 条")], opinions=OPINIONS[:1])
    printed = text_of(print_paper(PAPERS["documents/studios/f2.html"](form)))
    assert "活动开展台账" in printed
    assert "24 条" in printed


def test_the_notice_of_building_lists_the_studios():
    paper = PaperF8(
        title="关于工作室启动建设的公告",
        studios=[("顾毫厘上海质量工匠创新工作室", "顾毫厘", "申岚精密机械有限公司")],
        starts_on="2026年7月1日",
        basis="《管理办法（试行稿）》",
        issuer="上海市质量协会",
        issued_on="2026年7月1日",
    )
    printed = text_of(print_paper(paper)).replace("\n", "").replace(" ", "")
    assert "自2026年7月1日起启动建设" in printed
    assert "申岚精密机械有限公司" in printed
