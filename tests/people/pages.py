"""What the tests of this domain's pages share."""

from io import BytesIO
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import Cast


def sign_in(client: Client, cast: Cast, who: str) -> Client:
    """A browser in which somebody of the cast is signed in."""
    client.force_login(cast.accounts[who])
    return client


def url(name: str, *args: Any) -> str:
    """An address of this domain."""
    return reverse(f"people:{name}", args=args)


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page's HTML."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def cells(answer: HttpResponse) -> list[list[Any]]:
    """The rows of an Excel answer."""
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
