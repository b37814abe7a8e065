"""One table of words."""

from django.db import models

from anju.kernel.ledger.models import new_salt
from anju.kernel.scope import PathField


class Text(models.Model):
    """What somebody wrote about a subject. Changed only by being erased; a correction is another text.

    `hash` stays after erasing: without body and salt it says nothing.
    """

    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    field = models.CharField(max_length=40)
    body = models.TextField()
    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)
    hash = models.CharField(max_length=80)
    path = PathField(blank=True, default="")
    """The subject's place path as then: in which district's tree an erasing is entered."""
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    _all = models.Manager["Text"]()

    class Meta:
        default_manager_name = "_all"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="texts_text_subject")]

    def __str__(self) -> str:
        return f"{self.field} of {self.subject_kind}:{self.subject_id}"
