"""`anju import FILE --target buildings --mapping FILE --district CODE [--dry-run] [--errors FILE]`."""  # noqa: N999

import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anju.intake import actions, uploads
from anju.intake.mapping import load_mapping
from anju.intake.models import ImportRun
from anju.intake.problems import TableRefused
from anju.intake.queries import runs
from anju.intake.targets import TARGETS
from anju.intake.wording import reasons
from anju.kernel.actors import system
from anju.places.queries import by_path
from anju.places.rules import district_path

SHIPPED = Path(__file__).resolve().parents[2] / "mappings"
CHUNK = 1 << 20
BY = system("import")


class Command(BaseCommand):
    """Check a table, then bring it in: the same run as in the browser, worked on at once."""

    help = "Import a table (.xlsx, .xls, .csv) with a mapping file; wrong rows stop it before anything is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--target", choices=sorted(TARGETS), help="what the rows become (default: the mapping's)")
        parser.add_argument("--mapping", required=True, help="a mapping file, or the name of one that is shipped")
        parser.add_argument("--district", required=True, help="code of a district that stands already")
        parser.add_argument("--create-parents", action="store_true", help="add streets, communities, estates it names")
        parser.add_argument("--skip-wrong", action="store_true", help="leave wrong rows out and bring in the others")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--errors", type=Path, help="where to write the same rows with their reasons (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        path = district_path(options["district"])
        if by_path(path) is None:
            raise CommandError(f"没有编码为 {options['district']} 的区，请先建立。")
        try:
            run = self._checked(path, options)
            if options["errors"] and run.found.get("wrong"):
                shutil.copyfile(uploads.errors_path(run.stored), options["errors"])
            self._refuse_wrong(run, options)
            if options["dry_run"]:
                actions.cancel(by=BY, run=run.pk)
                found = run.found
                self._say(run.total, found["new"], found["changed"], found["unchanged"], "（只检查，未写入）")
                return
            actions.ask_import(by=BY, run=run.pk, skip_wrong=options["skip_wrong"])
            done = self._step(run.pk)
        except TableRefused as error:
            raise CommandError(str(error)) from error
        self._say(done.total, done.added, done.changed, done.unchanged, f"，{done.wrong} 行有错" if done.wrong else "")

    def _checked(self, path: str, options: dict[str, Any]) -> ImportRun:
        file = Path(options["mapping"])
        mapping = load_mapping(file if file.exists() else SHIPPED / f"{file.name}.toml")
        target = options["target"] or mapping.target
        run = actions.upload(
            by=BY,
            target=target,
            file_name=options["file"].name,
            chunks=_chunks(options["file"]),
            district=path,
            mapping=mapping,
        )
        try:
            choice = actions.Choice(mapping, create_parents=options["create_parents"])
            actions.choose(by=BY, run=run.pk, choice=choice)
            actions.ask_check(by=BY, run=run.pk)
        except actions.MappingWrongError as error:
            raise CommandError(reasons(error.problems)) from error
        return self._step(run.pk)

    def _step(self, pk: int) -> ImportRun:
        run = runs.run_for(BY, pk)
        assert run is not None
        while run.lease is None and run.state in ("checking", "importing"):
            run = actions.run_now(run, progress=lambda run: self.stdout.write(f"{run.done} …"))
        if run.state == "failed":
            raise CommandError(run.note or "程序出错，已写入的行保留；改好后重新运行即可接着导入。")
        return run

    def _refuse_wrong(self, run: ImportRun, options: dict[str, Any]) -> None:
        if not run.found.get("wrong") or options["skip_wrong"]:
            return
        actions.cancel(by=BY, run=run.pk)
        lines = [f"第 {error.row} 行：{reasons(error.problems)}" for error in runs.errors_of(run)]
        raise CommandError("\n".join(["有错误，什么都没有写入：", *lines]))

    def _say(self, rows: int, added: int, changed: int, unchanged: int, more: str) -> None:
        self.stdout.write(f"共 {rows} 行；新增 {added}，更新 {changed}，未变 {unchanged}{more}")


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
