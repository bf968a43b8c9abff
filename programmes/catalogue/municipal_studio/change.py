"""Form B3 上海市工匠创新工作室管理变更申请表 (GS24 附3)."""

from programmes.catalogue.municipal_studio.review import CHAIN
from programmes.catalogue.municipal_studio.rules import LEADER_HONOUR
from programmes.changes import ChangeTerms, change_procedure

CHANGE = change_procedure(
    ChangeTerms(
        form_code="B3",
        title="上海市工匠创新工作室管理变更申请表",
        article="GS24 三(六)；附3",
        rule="GS24",
        template="documents/studios/b3.html",
        annex="附件 3",
        chain=CHAIN,
        leader_honour=LEADER_HONOUR,
        honour_title="上海工匠",
    )
)
