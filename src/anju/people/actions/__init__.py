"""The only writer of the people domain."""

from anju.people.actions.accounts import NewAccount, add_account, add_accounts
from anju.people.actions.custody import Missing, declare_emergency_custody, hand_over, replace_management
from anju.people.actions.leaving import erase_person, leave
from anju.people.actions.managements import NewManagement, end_management, start_management, start_managements
from anju.people.actions.organisations import (
    NewOrganisation,
    add_organisation,
    add_organisations,
    close_organisation,
)
from anju.people.actions.posts import (
    NewPost,
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
from anju.people.actions.unmasking import Unmasked, may_unmask, unmask

__all__ = [
    "Missing", "NewAccount", "NewManagement", "NewOrganisation", "NewPost", "NewShift", "Unmasked", "add_account",
    "add_accounts", "add_organisation", "add_organisations", "cancel_shift", "change_password", "check_second_factor",
    "close_organisation", "close_post", "count_failure", "declare_emergency_custody", "drop_second_factor",
    "end_absence", "end_management", "end_session", "erase_person", "hand_over", "issue_codes", "itself", "leave",
    "may_unmask", "open_post", "open_posts", "open_with_code", "put_shifts", "record_absence", "record_sign_in",
    "replace_management", "revoke", "revoke_others", "set_deputy", "set_preferences", "set_second_factor",
    "start_management", "start_managements", "touch", "unlock", "unmask", "use_code",
]  # fmt: skip
