"""Forms of the people domain."""

from anju.people.forms.door import FirstTimeForm, NewPasswordForm, SecondStepForm, SignInForm
from anju.people.forms.mine import (
    AbsenceForm,
    ContactForm,
    DeputyForm,
    PasswordForm,
    PreferencesForm,
    SecondFactorForm,
)
from anju.people.forms.registers import (
    CustodyForm,
    DayForm,
    EndForm,
    LeaveForm,
    ManagementForm,
    NewOrganisationForm,
    NewPersonForm,
    OrganisationForm,
    PersonForm,
    PostForm,
    ReasonForm,
    SuccessorForm,
)

__all__ = [
    "AbsenceForm", "ContactForm", "CustodyForm", "DayForm", "DeputyForm", "EndForm", "FirstTimeForm", "LeaveForm",
    "ManagementForm", "NewOrganisationForm", "NewPasswordForm", "NewPersonForm", "OrganisationForm", "PasswordForm",
    "PersonForm", "PostForm", "PreferencesForm", "ReasonForm", "SecondFactorForm", "SecondStepForm", "SignInForm",
    "SuccessorForm",
]  # fmt: skip
