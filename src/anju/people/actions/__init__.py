"""The only writer of the people domain."""

from anju.people.actions.accounts import NewAccount, add_account, add_accounts
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

__all__ = [
    "NewAccount",
    "NewManagement",
    "NewOrganisation",
    "NewPost",
    "add_account",
    "add_accounts",
    "add_organisation",
    "add_organisations",
    "close_organisation",
    "close_post",
    "end_absence",
    "end_management",
    "open_post",
    "open_posts",
    "record_absence",
    "set_deputy",
    "start_management",
    "start_managements",
]
