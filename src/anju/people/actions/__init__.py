"""The only writer of the people domain."""

from anju.people.actions.access import may_keep_account, may_keep_post, may_keep_roster, require_above
from anju.people.actions.accounts import NewAccount, add_account, add_accounts, correct_account, offer_demo_sign_ins
from anju.people.actions.custody import Missing, declare_emergency_custody, hand_over, replace_management
from anju.people.actions.enrolling import NewPerson, enrol, record_export
from anju.people.actions.leaving import erase_person, leave
from anju.people.actions.managements import NewManagement, end_management, start_management, start_managements
from anju.people.actions.organisations import (
    NewOrganisation,
    add_organisation,
    add_organisations,
    close_organisation,
    correct_organisation,
)
from anju.people.actions.posts import (
    NewPost,
    cancel_absence,
    close_post,
    end_absence,
    open_post,
    open_posts,
    record_absence,
    set_deputy,
)
from anju.people.actions.roster import NewShift, cancel_shift, put_shifts
from anju.people.actions.secrets import (
    change_password,
    check_second_factor,
    drop_second_factor,
    issue_codes,
    open_with_code,
    revoke_codes,
    set_preferences,
    set_second_factor,
    use_code,
)
from anju.people.actions.signing import (
    count_failure,
    end_session,
    itself,
    record_sign_in,
    revoke,
    revoke_others,
    touch,
    unlock,
)
from anju.people.actions.unmasking import (
    Unmasked,
    may_unmask,
    may_unmask_organisation,
    unmask,
    unmask_organisation,
)

__all__ = [
    "Missing", "NewAccount", "NewManagement", "NewOrganisation", "NewPerson", "NewPost", "NewShift", "Unmasked",
    "add_account", "add_accounts", "add_organisation", "add_organisations", "cancel_absence", "cancel_shift",
    "change_password", "check_second_factor", "close_organisation", "close_post", "correct_account",
    "correct_organisation", "count_failure", "declare_emergency_custody", "drop_second_factor", "end_absence",
    "end_management", "end_session", "enrol", "erase_person", "hand_over", "issue_codes", "itself", "leave",
    "may_keep_account", "may_keep_post", "may_keep_roster", "may_unmask", "may_unmask_organisation",
    "offer_demo_sign_ins", "open_post", "open_posts", "open_with_code", "put_shifts", "record_absence", "record_export",
    "record_sign_in", "replace_management", "require_above", "revoke", "revoke_codes", "revoke_others", "set_deputy",
    "set_preferences", "set_second_factor", "start_management", "start_managements", "touch", "unlock", "unmask",
    "unmask_organisation", "use_code",
]  # fmt: skip
