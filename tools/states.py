"""Draw the lives of a case and of an alarm from their tables: `python tools/states.py` writes docs/states.md."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "states.md"


def drawn() -> str:
    """The page: a diagram of the moves between states, then every row with who may and on what condition."""
    from django.utils import translation

    from anju.supervision.lists.enums import State
    from anju.supervision.lists.rules.transitions import TABLE

    with translation.override("zh-hans"):
        names = {state: str(state.label) for state in State}
        lines = [
            "# 案件的状态 States of a case",
            "",
            "由 `tools/states.py` 按 `supervision/lists/rules/transitions.py` 画出，勿手改。",
            "",
        ]
        lines += ["```mermaid", "stateDiagram-v2", "    [*] --> reported"]
        lines += [f"    {state} : {names[state]} {state}" for state in State]
        for row in TABLE.values():
            for source in sorted(row.sources):
                if row.target is not None and row.target != source:
                    lines.append(f"    {source} --> {row.target} : {row.event.label}")
        lines += ["```", "", "| 事件 | 标识 | 从 | 到 | 谁 | 开始的责任分段 | 条件 |", "|---|---|---|---|---|---|---|"]
        for row in TABLE.values():
            sources = "、".join(names[state] for state in State if state in row.sources)
            target = names[row.target] if row.target is not None else "不变"
            parties = "、".join(sorted(str(party.label) for party in row.parties))
            term = "；".join(str(part.label) for part in row.term) if row.term else "不变"
            lines.append(
                f"| {row.event.label} | `{row.event}` | {sources} | {target} | {parties} | {term} | {row.guard} |"
            )
        lines += _alarms()
    return "\n".join(lines) + "\n"


def _alarms() -> list[str]:
    """The same for an alarm."""
    from anju.alarms.enums import State
    from anju.alarms.rules.transitions import TABLE

    names = {state: str(state.label) for state in State}
    lines = ["", "# 报警的状态 States of an alarm", "", "由同一工具按 `alarms/rules/transitions.py` 画出，勿手改。", ""]
    lines += ["```mermaid", "stateDiagram-v2", "    [*] --> raised"]
    lines += [f"    {state} : {names[state]} {state}" for state in State]
    for row in TABLE.values():
        for source in sorted(row.sources):
            if row.target is not None and row.target != source:
                lines.append(f"    {source} --> {row.target} : {row.event.label}")
    lines += ["```", "", "| 事件 | 标识 | 从 | 到 | 条件 |", "|---|---|---|---|---|"]
    for row in TABLE.values():
        sources = "、".join(names[state] for state in State if state in row.sources)
        target = names[row.target] if row.target is not None else "不变"
        lines.append(f"| {row.event.label} | `{row.event}` | {sources} | {target} | {row.guard} |")
    return lines


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    import django

    django.setup()
    FILE.write_text(drawn(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
