"""The five conditions of 第三条, judged one by one at the start, every year and at acceptance (WS24 §3)."""

from programmes import dictionaries as d
from programmes.spec import StudioCondition

JUDGED = d.plain(("ok", "符合"), ("partly", "基本符合"), ("no", "不符合"))
CONDITIONS = (
    StudioCondition(
        code="leader", title="领军人物", requirement="至少一位上海质量工匠领衔，称号有效", article="WS24 §3.1"
    ),
    StudioCondition(
        code="team", title="团队", requirement="非成建制部室，专业、学历、年龄结构合理，运行有效", article="WS24 §3.2"
    ),
    StudioCondition(
        code="project",
        title="课题项目",
        requirement="至少一项区域、行业或单位认可的质量创新课题或攻关项目",
        article="WS24 §3.3",
    ),
    StudioCondition(code="outcome", title="创新成果", requirement="成果有经济和社会效益", article="WS24 §3.4"),
    StudioCondition(
        code="place", title="场所经费", requirement="相对固定的场所；有条件的单位有年度经费", article="WS24 §3.5"
    ),
)
