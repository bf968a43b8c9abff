"""The shape of a programme: frozen dataclasses. The values are in programmes/catalogue/.

Answers are a plain mapping of JSON-able values: text kinds are str, number is int, money is str with two decimals (万元),
date YYYY-MM-DD, month YYYY-MM, choice is a code, choices is a list of codes, or {"codes": [...], "texts": {code: text}}
when an option carries a text, choice with text is {"code": ..., "text": ...}, table and honours are lists of dicts with a
stable "row" id, tick is bool, organisation is the id.
"""

from programmes.facts import Answers, Attachment, Facts, Moment, Number, Tier
from programmes.refusal import Finding, Mark
from programmes.spec.form import (
    Check,
    Column,
    Condition,
    ConsentText,
    ConsentTick,
    DeclaredItem,
    Form,
    Indicator,
    Kind,
    MaterialKind,
    Option,
    Question,
    Section,
    always,
    never,
)
from programmes.spec.programme import (
    Copies,
    Edition,
    OpinionTier,
    Origin,
    Parameter,
    Procedure,
    Programme,
    ReminderRule,
    Rule,
    Subject,
)
from programmes.spec.review import (
    Anchor,
    ChecklistItem,
    Criterion,
    CriterionGroup,
    Rubric,
    RubricCondition,
    Stage,
    StageKind,
)
from programmes.spec.studio import Anchor as DutyAnchor
from programmes.spec.studio import (
    Duty,
    LeaderTerm,
    Ledger,
    StudioCondition,
    StudioTerms,
    YearDay,
)

__all__ = [
    "Anchor",
    "Answers",
    "Attachment",
    "Check",
    "ChecklistItem",
    "Column",
    "Condition",
    "ConsentText",
    "ConsentTick",
    "Copies",
    "Criterion",
    "CriterionGroup",
    "DeclaredItem",
    "Duty",
    "DutyAnchor",
    "Edition",
    "Facts",
    "Finding",
    "Form",
    "Indicator",
    "Kind",
    "LeaderTerm",
    "Ledger",
    "Mark",
    "MaterialKind",
    "Moment",
    "Number",
    "OpinionTier",
    "Option",
    "Origin",
    "Parameter",
    "Procedure",
    "Programme",
    "Question",
    "ReminderRule",
    "Rubric",
    "RubricCondition",
    "Rule",
    "Section",
    "Stage",
    "StageKind",
    "StudioCondition",
    "StudioTerms",
    "Subject",
    "Tier",
    "YearDay",
    "always",
    "never",
]  # fmt: skip
