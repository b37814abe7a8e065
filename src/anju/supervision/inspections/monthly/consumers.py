"""Monthly supervision follows nobody's news; its notices are declared here."""

from anju.supervision.inspections.monthly import notices  # noqa: F401 - declares the codes
