"""The personal part of the frame: person, post, the posts to choose from, and the account's menu."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anju.people.middleware import ActingRequest
from anju.people.models import Account, Post
from anju.people.rules import mask_name
from anju.ui import shell

MENU = (
    ("people:me", gettext_noop("我的账号"), "user"),
    ("people:my-posts", gettext_noop("我的岗位与代理"), "id-badge"),
    ("people:my-sign-ins", gettext_noop("登录记录"), "lock"),
)


def scope_words(post: Post) -> str:
    """Where a post reaches, in few words: its place, grid, or the organisation whose contracts it follows."""
    return str(post.place or post.grid or post.organisation)


def post_words(post: Post) -> str:
    """What a post is called: its title, else its role."""
    return post.title or str(post.get_role_display())


def _choice(post: Post, account: Account, acting: int | None) -> shell.Choice:
    label = f"{post.organisation} · {post_words(post)}"
    if scope_words(post) != str(post.organisation):
        label = f"{scope_words(post)} · {post_words(post)}"
    if post.account_id != account.pk:
        label = _("%(post)s（代 %(name)s）") % {"post": label, "name": mask_name(post.account.name)}
    return shell.Choice(label, current=post.pk == acting, post_value=str(post.pk))


@shell.provide
def frame(request: HttpRequest) -> shell.Shell:
    """The frame's words; a visitor sees none."""
    account = request.user if hasattr(request, "user") else None
    if not isinstance(account, Account):
        return shell.Shell()
    acting_request: ActingRequest = request  # type: ignore[assignment]
    actor = acting_request.actor
    acting = actor.acting.post if actor.acting else None  # asked first: it reads the posts
    posts = acting_request.posts
    post = next((one for one in posts if one.pk == acting), None)
    district = next((name for one in posts if (name := getattr(one, "district", None))), "")
    return shell.Shell(
        district=_("%(district)s住宅消防") % {"district": district} if district else "",
        person=account.name,
        post=f"{post.organisation} · {post_words(post)}" if post else _("没有在任岗位"),
        scope=scope_words(post) if post else "",
        scopes=tuple(_choice(one, account, acting) for one in posts),
        scope_url=reverse("people:acting-post"),
        account_menu=tuple(_menu(request)),
        sign_out_url=reverse("people:sign-out"),
        actor=actor,
    )


def _menu(request: HttpRequest) -> list[shell.Choice]:
    lines = []
    for name, label, icon in MENU:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        lines.append(shell.Choice(_(label), url, icon, current=request.path == url))
    return lines
