"""Every table is declared mutable or immutable; who and when come in pairs; reads are scoped."""

import re

import pytest
from django.apps import apps
from django.db import models

from anju.kernel.ledger.triggers import GUARDED
from tests.guards.house import ROOT, SOURCE, modules

MUTABLE = {
    line.split("#")[0].strip()
    for line in (ROOT / "tests" / "guards" / "mutable_models.txt").read_text(encoding="utf-8").splitlines()
    if line.split("#")[0].strip()
}


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("anju.")]


def test_every_model_is_declared_mutable_or_immutable() -> None:
    labels = {model._meta.label for model in _own_models()}
    immutable = {model._meta.label for model in _own_models() if model._meta.db_table in GUARDED}
    assert labels - immutable == MUTABLE


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model._meta.label)
def test_a_moment_and_its_person_come_in_pairs(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    lonely = [name for name in names if name.endswith("_by") and name[:-3] + "_at" not in names]
    assert lonely == []


@pytest.mark.parametrize("model", _own_models(), ids=lambda model: model._meta.label)
def test_the_default_manager_is_the_plain_one_and_objects_is_scoped(model: type[models.Model]) -> None:
    assert model._meta.default_manager_name == "_all"


def test_unscoped_reads_stand_only_in_models_queries_and_actions() -> None:
    allowed = re.compile(r"(^|\.)(models|queries|actions)(\.|$)")
    wrong = [
        name
        for name, file in modules()
        if not name.startswith(("kernel.", "demo"))
        and not allowed.search(name)
        and re.search(r"\._all\b", file.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_ledger_columns_exist() -> None:
    for model in _own_models():
        for column in getattr(model, "ledger_columns", ()):
            model._meta.get_field(column)


def test_source_folder_is_the_installed_one() -> None:
    import anju

    assert SOURCE.samefile(next(iter(anju.__path__)))
