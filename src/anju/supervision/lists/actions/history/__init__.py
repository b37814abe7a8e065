"""Many cases with what happened to them, written at once: the demo's two years, and other people's old records.

    written = history.write(
        by=actor,                                   # asks lists.import at every place
        cases=[
            PastCase("ES-01", Spot(place, floor=3, spot="楼梯间"), seen_at, Source(SourceKind.IMPORT, ref=row_id,
                     client_ref=f"toronto:{row_id}", imported=True), description=words, then=[
                Happening(seen_at, Event.SUBMIT, outcome=Outcome.RECTIFIED, evidence=…),
                Happening(closed_at, Event.PASS),
            ]),
        ],
    )

Rows and entries are those that the one-by-one actions would have made (`tests/supervision/lists/test_history.py`
compares them); the table of transitions is asked at every step, so that an impossible history raises NotPossibleError
and nothing of it is written. Cases come in any order, the happenings of a case in time order.

An import (`lived=False`): entries are entered now and carry the moments of the records as `happened_at`; the dates of
the cases are those of the records. Happenings without `by` are entered in the importer's name, who need not have been
accountable or verifier himself and has no evidence to show, for the record says that others did it. A case whose
`client_ref` is known is left out. Open imported cases climb no rung until the street confirms their date.

`lived=True` is for the demo alone, which plays the people too: each deed is entered at its own moment, by its own
actor, and asked what the one-by-one actions ask of actors.
"""

from anju.supervision.lists.actions.history.book import Book, Page, Put, write_down
from anju.supervision.lists.actions.history.past import Beside, Happening, PastCase, PastCleanUp, Written
from anju.supervision.lists.actions.history.writing import write

__all__ = ["Beside", "Book", "Happening", "Page", "PastCase", "PastCleanUp", "Put", "Written", "write", "write_down"]
