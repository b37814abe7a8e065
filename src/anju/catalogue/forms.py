"""The form in which a district revises a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from anju.catalogue.enums import (
    AccountableRoute,
    DeadlineKind,
    Department,
    EvidenceKind,
    LiableParty,
    Severity,
    VerifierRole,
)
from anju.catalogue.rules import CHAINS, Evidence, KindFacts

OPTIONAL = "（可选）"


class KindForm(forms.Form):
    """What a district may change. The code, the family and the law's scope are not the district's to change."""

    name = forms.CharField(label=_("名称"), max_length=80)
    description = forms.CharField(label=_("表现"), widget=forms.Textarea(attrs={"rows": 2}))
    severity = forms.ChoiceField(label=_("严重程度"), choices=Severity.choices)
    legal_basis = forms.CharField(label=_("依据"), help_text=_("每行一条"), widget=forms.Textarea(attrs={"rows": 3}))
    penalty = forms.CharField(label=_("法律后果"), widget=forms.Textarea(attrs={"rows": 3}))
    liable = forms.ChoiceField(label=_("法律责任人"), choices=LiableParty.choices)
    accountable = forms.ChoiceField(label=_("责任单位怎样确定"), choices=AccountableRoute.choices)
    verifier = forms.ChoiceField(
        label=_("首位复核人"),
        choices=VerifierRole.choices,
        help_text=_("他是责任单位、维修者或者未按期复核时，由上一级接着复核"),
    )
    department = forms.ChoiceField(
        label=_("主管部门"), choices=Department.choices, required=False, help_text=_("只在由主管部门复核时选择")
    )
    deadline_kind = forms.ChoiceField(label=_("期限种类"), choices=DeadlineKind.choices)
    deadline_days = forms.IntegerField(
        label=_("期限天数"), min_value=0, max_value=365, help_text=_("立即填 0；自然日填 0 表示当日")
    )
    deadline_basis = forms.CharField(label=_("期限依据"), max_length=200)
    evidence = forms.CharField(
        label=_("销号证据"),
        help_text=_("每行一项，写“种类：内容”，可有可无的在末尾加“（可选）”。不得要求进家门、居民签名，不拍人和室内"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    danger_to_life = forms.BooleanField(label=_("危及生命，任何时间都通知"), required=False)
    blocks_escape = forms.BooleanField(label=_("妨碍疏散，接到反映 24 小时内核查"), required=False)
    disables_protection = forms.BooleanField(label=_("擅自停用设施，接到反映 24 小时内核查"), required=False)
    note = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    retired = forms.BooleanField(label=_("停用：不再用于新的隐患"), required=False)
    reason = forms.CharField(label=_("修订原因"), max_length=200, help_text=_("会显示在历史中"))

    @staticmethod
    def initial_of(facts: KindFacts) -> dict[str, Any]:
        """The form's values for a kind as it stands."""
        same = {name: getattr(facts, name) for name in KindForm.base_fields if hasattr(facts, name)}
        lines = [
            f"{EvidenceKind(item.kind).label}：{item.text}{'' if item.required else OPTIONAL}"
            for item in facts.evidence
        ]
        return {
            **same,
            "legal_basis": "\n".join(facts.legal_basis),
            "verifier": facts.verifiers[0],
            "evidence": "\n".join(lines),
        }

    def clean_legal_basis(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.cleaned_data["legal_basis"].splitlines() if line.strip())

    def clean_evidence(self) -> tuple[Evidence, ...]:
        kinds = {str(kind.label): kind for kind in EvidenceKind}
        lines = [line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip()]
        return tuple(_evidence(line, kinds) for line in lines)

    def facts(self, before: KindFacts) -> KindFacts:
        """`before` with what the form says; call after `is_valid()`. A changed deadline is the district's default."""
        values: dict[str, Any] = dict(self.cleaned_data)
        del values["reason"]
        chain = CHAINS[VerifierRole(values.pop("verifier"))]
        timed = (before.deadline_kind, before.deadline_days) != (values["deadline_kind"], values["deadline_days"])
        return replace(
            before,
            **{
                **values,
                "severity": Severity(values["severity"]),
                "liable": LiableParty(values["liable"]),
                "accountable": AccountableRoute(values["accountable"]),
                "department": Department(values["department"]),
                "deadline_kind": DeadlineKind(values["deadline_kind"]),
                "deadline_is_default": before.deadline_is_default or timed,
                "verifiers": before.verifiers if before.verifiers[0] is chain[0] else chain,
            },
        )


def _evidence(line: str, kinds: Mapping[str, EvidenceKind]) -> Evidence:
    word, colon, text = line.replace(":", "：", 1).partition("：")
    if not colon or word.strip() not in kinds:
        raise ValidationError(
            _("“%(line)s”应以种类开头，如“照片：…”；种类有：%(kinds)s"),
            params={"line": line, "kinds": "、".join(kinds)},
        )
    required = not text.endswith((OPTIONAL, "(可选)"))
    return Evidence(kinds[word.strip()], text.removesuffix(OPTIONAL).removesuffix("(可选)").strip(), required)
