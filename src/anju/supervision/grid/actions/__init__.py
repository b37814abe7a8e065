"""The only writers of patrols."""

from anju.supervision.grid.actions.enrolling import RevokedError, enrol_phone, note_contact, revoke_phone
from anju.supervision.grid.actions.exporting import record_export
from anju.supervision.grid.actions.handing_in import hand_in
from anju.supervision.grid.actions.receiving import receive_records

__all__ = ["RevokedError", "enrol_phone", "hand_in", "note_contact", "receive_records", "record_export", "revoke_phone"]
