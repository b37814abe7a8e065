"""Names for the actors of entries and for roles. `ui` and the domains below people know none, so people tells them."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.utils.translation import gettext as _

Provider = Callable[[Collection[str]], Mapping[str, str]]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the one provider: actors (`person:12`) → names fit to be shown; a later one replaces it."""
    _providers[:] = [provider]
    return provider


def names(actors: Collection[str]) -> dict[str, str]:
    """A name for each actor; the system's own deeds are the system's, and nobody known is nobody named."""
    known = {actor: _("系统") for actor in actors if actor.startswith("system:")}
    asked = sorted({actor for actor in actors if actor not in known})
    for provider in _providers:
        known |= provider(asked) if asked else {}
    return {actor: known.get(actor, "") for actor in actors}


RoleWords = Callable[[Iterable[str]], list[str]]
_role_words: list[RoleWords] = []


def provide_roles(provider: RoleWords) -> RoleWords:
    """Register the one provider: names of roles → what people call them, in the order of rank."""
    _role_words[:] = [provider]
    return provider


def roles(names_of_roles: Iterable[str]) -> list[str]:
    """What roles are called; none where nobody knows them."""
    return [word for provider in _role_words for word in provider(names_of_roles)]
