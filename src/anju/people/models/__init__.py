"""Organisations, accounts, posts, who manages which place when, and what stands behind the door."""

from anju.people.models.accounts import Account, AccountManager
from anju.people.models.help import HelpNeed
from anju.people.models.managements import HandoverItem, Management
from anju.people.models.organisations import Organisation
from anju.people.models.posts import Absence, Post
from anju.people.models.roster import Shift
from anju.people.models.signing import OneTimeCode, SignIn, Throttle

__all__ = [
    "Absence", "Account", "AccountManager", "HandoverItem", "HelpNeed", "Management", "OneTimeCode", "Organisation",
    "Post", "Shift", "SignIn", "Throttle",
]  # fmt: skip
