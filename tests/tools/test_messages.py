"""tools/messages.py: what is marked is found, what is translated is kept, what is missing is named."""

import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("anju_messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source = tmp_path / "src" / "anju"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SOURCE", source)
    monkeypatch.setattr(module, "FALLBACK", source / "config")
    app = source / "lists"
    (app / "templates" / "lists").mkdir(parents=True)
    (source / "config").mkdir()
    (source / "kernel").mkdir()
    (app / "apps.py").write_text("")
    (app / "views.py").write_text('title = _("隐患清单")\nngettext("%(n)s 件", "%(n)s 件们", 2)\n', encoding="utf-8")
    (app / "templates" / "lists" / "page.html").write_text(
        '<h1>{{ _("责任清单") }}</h1>\n'
        "  {% trans %}共 {{ n }} 件{% endtrans %}\n"
        '{% if a == "(" %}<b title="{{ pgettext("按钮", "提示") }}">{% endif %}',
        encoding="utf-8",
    )
    (source / "kernel" / "calendar.py").write_text('_("工作日")\n', encoding="utf-8")
    return module


def _po(messages: ModuleType, app: str = "lists") -> polib.POFile:
    return polib.pofile(str(messages.SOURCE / app / "locale" / "en" / "LC_MESSAGES" / "django.po"))


def test_texts_of_code_and_templates_are_found(messages: ModuleType) -> None:
    assert messages.extract_all() == 6
    assert [entry.msgid for entry in _po(messages)] == ["%(n)s 件", "共 %(n)s 件", "提示", "责任清单", "隐患清单"]


def test_what_is_marked_by_another_name_is_found(messages: ModuleType) -> None:
    (messages.SOURCE / "lists" / "forms.py").write_text(
        "from django.utils.translation import gettext as now_\n"
        "from django.utils.translation import gettext_lazy as _\n"
        "from django.utils.translation import ngettext as many\n"
        'said = now_("请填写重量。")\nwords = many("%(n)s 次", "%(n)s 次们", 2)\nother = then_("不是")\n',
        encoding="utf-8",
    )
    messages.extract_all()
    entries = {entry.msgid: entry.msgid_plural for entry in _po(messages)}
    assert entries["请填写重量。"] == ""
    assert entries["%(n)s 次"] == "%(n)s 次们"
    assert "不是" not in entries


def test_context_and_plural_are_kept(messages: ModuleType) -> None:
    messages.extract_all()
    entries = {entry.msgid: entry for entry in _po(messages)}
    assert (entries["提示"].msgctxt, entries["%(n)s 件"].msgid_plural) == ("按钮", "%(n)s 件们")


def test_texts_outside_any_app_belong_to_config(messages: ModuleType) -> None:
    messages.extract_all()
    assert [entry.msgid for entry in _po(messages, "config")] == ["工作日"]


def test_extracting_again_keeps_translations_and_writes_the_same_bytes(messages: ModuleType) -> None:
    messages.extract_all()
    po = _po(messages)
    po.find("隐患清单").msgstr = "Hazards"
    po.save()
    messages.extract_all()
    once = Path(po.fpath).read_bytes()
    messages.extract_all()
    assert _po(messages).find("隐患清单").msgstr == "Hazards"
    assert Path(po.fpath).read_bytes() == once


def test_check_names_every_missing_gone_and_broken_text(messages: ModuleType) -> None:
    messages.extract_all()
    po = _po(messages)
    po.find("隐患清单").msgstr = "Hazards"
    po.find("责任清单").msgstr = "Duties"
    po.find("共 %(n)s 件").msgstr = "some"
    po.append(polib.POEntry(msgid="从前", msgstr="once"))
    po.save()
    found = "\n".join(messages.faults())
    assert "no longer used: '从前'" in found
    assert "placeholders differ: '共 %(n)s 件'" in found
    assert "not translated: '提示'" in found
    assert "隐患清单" not in found


def test_compile_writes_what_django_reads_once(messages: ModuleType) -> None:
    messages.extract_all()
    po = _po(messages)
    po.find("隐患清单").msgstr = "Hazards"
    po.save()
    assert (messages.compile_all(), messages.compile_all()) == (2, 0)
    assert polib.mofile(str(Path(po.fpath).with_suffix(".mo"))).find("隐患清单").msgstr == "Hazards"
