"""The columns of a studio's member, a service to an enterprise, money spent, and an offer on the exchange.

Declared once, like a ledger's: form, check, print, import and export follow from them (forms.md F1 三, F6, WS24-10, WS24-26).
"""

from __future__ import annotations

from programmes import dictionaries as d
from programmes.spec import Column, Kind, Option

MEMBER = (
    Column(key="name", label="姓名", kind=Kind.NAME),
    Column(key="gender", label="性别", kind=Kind.CHOICE, options=d.GENDER),
    Column(key="birth_month", label="出生年月", kind=Kind.MONTH),
    Column(key="education", label="学历", kind=Kind.CHOICE, options=d.EDUCATION),
    Column(key="major", label="专业", limit=20, required=False),
    Column(key="title_or_skill", label="职称/技能等级", limit=30),
    Column(key="department", label="部门", limit=30),
    Column(key="post", label="岗位", limit=30),
    Column(key="duty", label="分工", limit=40),
    Column(key="is_front_line", label="一线岗位", kind=Kind.TICK, required=False),
    Column(key="joined_on", label="加入日期", kind=Kind.DATE),
    Column(
        key="email",
        label="邮箱",
        kind=Kind.EMAIL,
        required=False,
        help="用于请本人核对信息，不公开，也不进入导出的表格",
    ),
)

SERVICE = (
    Column(
        key="name",
        label="活动",
        kind=Kind.CHOICE,
        options=(
            Option("model", "劳模工匠助企行"),
            Option("quality", "质量工匠助企行"),
            Option("campus", "进校园"),
            Option("other", "其他"),
        ),
    ),
    Column(key="name_text", label="活动名称", limit=30, required=False, help="选“其他”时填写"),
    Column(
        key="level",
        label="级别",
        kind=Kind.CHOICE,
        options=(Option("city", "市级"), Option("bureau", "区局级"), Option("firm", "企业级")),
        help="由哪一级组织",
    ),
    Column(key="happened_on", label="日期", kind=Kind.DATE),
    Column(key="host", label="服务对象", limit=60, help="企业或学校的全称"),
    Column(key="problem", label="解决的问题", limit=100),
    Column(key="content", label="服务内容", kind=Kind.LONG_TEXT, limit=300),
    Column(key="result", label="效果", kind=Kind.LONG_TEXT, limit=200, required=False),
    Column(key="hours", label="时长（小时）", kind=Kind.NUMBER, minimum=1, maximum=1000, required=False, help="填整数"),
    Column(
        key="host_email",
        label="对方邮箱",
        kind=Kind.EMAIL,
        required=False,
        help="用于请对方确认这次服务，不公开",
    ),
)

SPENDING = (
    Column(key="spent_on", label="日期", kind=Kind.DATE),
    Column(key="item", label="科目", limit=30),
    Column(key="amount_wan", label="金额（万元）", kind=Kind.MONEY, minimum=0),
    Column(key="note", label="用途", limit=100),
)

OFFER = (
    Column(
        key="kind",
        label="类别",
        kind=Kind.CHOICE,
        options=(Option("need", "求助课题"), Option("offer", "可提供支持"), Option("event", "交流活动")),
    ),
    Column(key="title", label="标题", limit=40),
    Column(key="field", label="领域", limit=30, help="例如：机床主轴热变形、焊接机器人"),
    Column(key="text", label="说明", kind=Kind.LONG_TEXT, limit=300),
    Column(key="until_on", label="有效至", kind=Kind.DATE, future_allowed=True),
)

PROGRESS = (
    Column(key="done", label="进展", kind=Kind.LONG_TEXT, limit=500),
    Column(key="problems", label="问题和需要的支持", kind=Kind.LONG_TEXT, limit=300, required=False),
)
