"""The words that an expert signs before any file opens (forms.md E15); every tick is needed, none is pre-ticked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pledge:
    code: str
    title: str
    text: str


PLEDGES = (
    Pledge("secrecy", "保密", "不复制、不外传申报材料，不透露评审意见、得分和其他专家的情况。"),
    Pledge("independence", "独立", "只依据材料和评分标准独立评分，不受他人影响，也不影响其他专家。"),
    Pledge("no_favours", "不接受请托", "不接受申报人、推荐单位及其他人的请托、宴请和馈赠；遇有请托即告知协会。"),
    Pledge("recusal", "主动回避", "凡有下列利害关系的申报已在本页勾选回避；评审中发现的，立即停止评分并告知协会。"),
)
CODES = frozenset(pledge.code for pledge in PLEDGES)
