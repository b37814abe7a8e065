"""What every test stands on."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    """Each test keeps its files and heads in a folder of its own."""
    settings.ANJU_HEADS_FILE = tmp_path / "heads.jsonl"
    settings.ANJU_FILES_DIR = tmp_path / "files"
