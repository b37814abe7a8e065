"""The import law: a module-level import points only to earlier layers, and there is no cycle (ARCHITECTURE.md)."""

from collections.abc import Iterator

from tests.guards.house import EXCEPTIONS, INSIDE, KERNEL, LAYERS, imports, layer_of, modules


def _edges(*, top_level_only: bool) -> Iterator[tuple[str, str]]:
    for name, file in modules():
        for target in imports(file, name, top_level_only=top_level_only):
            if target != name:
                yield name, target


def test_every_package_has_a_place_in_the_order() -> None:
    rooms = {name for name, _ in modules() if name not in {"", "supervision"}}
    assert [name for name in sorted(rooms) if layer_of(name) is None] == []


def test_imports_point_only_to_earlier_layers() -> None:
    wrong = []
    for name, target in _edges(top_level_only=False):
        mine, theirs = layer_of(name), layer_of(target)
        if mine is None or theirs is None or (name, target) in EXCEPTIONS:
            continue
        if LAYERS.index(theirs) > LAYERS.index(mine):
            wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_inside_the_kernel_imports_point_only_to_earlier_modules() -> None:
    wrong = []
    for name, target in _edges(top_level_only=False):
        if not (name.startswith("kernel.") and target.startswith("kernel.")) or (name, target) in EXCEPTIONS:
            continue
        mine, theirs = name.split(".")[1], target.split(".")[1]
        if KERNEL.index(theirs) > KERNEL.index(mine):
            wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_inside_a_domain_files_import_only_files_before_them() -> None:
    wrong = []
    for name, target in _edges(top_level_only=True):
        layer = layer_of(name)
        if layer is None or layer == "kernel" or layer_of(target) != layer or (name, target) in EXCEPTIONS:
            continue
        mine, theirs = name[len(layer) + 1 :].split("."), target[len(layer) + 1 :].split(".")
        if mine[0] in INSIDE and theirs[0] in INSIDE and INSIDE.index(theirs[0]) > INSIDE.index(mine[0]):
            wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_there_is_no_cycle_between_modules() -> None:
    graph: dict[str, set[str]] = {}
    for name, target in _edges(top_level_only=True):
        graph.setdefault(name, set()).add(target)
    assert _cycle(graph) == []


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(node)
                continue
            if node in path:
                return [*path[path.index(node) :], node]
            if node in done:
                continue
            path.append(node)
            stack.append((node, True))
            stack.extend((target, False) for target in graph.get(node, ()) if target in graph)
    return []


def test_every_exception_is_still_needed() -> None:
    present = set(_edges(top_level_only=False))
    assert [pair for pair in EXCEPTIONS if pair not in present] == []
