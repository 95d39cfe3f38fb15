"""Public updates about an incident: prepared, edited, published once for each account."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import Policies, PostRules
from shared.domain.channels.text_length import length
from shared.domain.errors import (
    ConflictError,
    InvalidBrandError,
    NotFoundError,
    RefusedError,
    UnknownBrandError,
    UpstreamError,
)
from shared.domain.incidents.last_word import SENT_AGAIN, NotTold, last_update, not_told
from shared.domain.incidents.model import Incident
from shared.domain.incidents.updates import (
    MAX_UPDATES,
    PublicUpdate,
    UpdateKind,
    accounts_that_post,
    group_of,
    has_room,
    key_of,
    missing_posts,
    new_post,
    number_of,
    post_text,
    prepared,
)
from shared.domain.outbox.public_post import PostState, PublicPost
from shared.domain.privacy import outbound_guard
from shared.domain.vocabulary import Visibility
from shared.ports.configuration import BrandRepository
from shared.ports.outbox import PublicPosts
from shared.ports.repositories import IncidentsAtWork
from shared.ports.time_and_language import Clock
from shared.ports.workflows import IncidentWorker

MAX_TEXT = 5000
"""Characters of one language: no channel takes more that people read."""

MAX_ATTEMPTS = 3  # of the last word, while others write it


class ChangedMeanwhileError(RefusedError):
    """Somebody else has just written the update. Whoever reads it again sees what."""

    def __init__(self) -> None:
        super().__init__("Somebody else has just changed the update; read it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPost:
    """What one account posts of an update, or would. ``text`` is ``None`` when it does not fit there."""

    account: Account
    text: str | None
    length: int
    limit: int
    post: PublicPost | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUpdate:
    update: PublicUpdate
    accounts: tuple[AccountPost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdatesAtWork:
    """May raise ``UpstreamError``. Callers have checked that the incident may be seen."""

    incidents: IncidentsAtWork
    posts: PublicPosts
    brands: BrandRepository
    worker: IncidentWorker | None  # ``None`` on the command line: the sweep does it within a minute
    policies: Policies
    clock: Clock

    def list(self, incident: Incident) -> tuple[ShownUpdate, ...]:
        """All updates, with what each account posts of them."""
        brand = self.brands.current(incident.brand)
        posts = self.posts.of_group(group_of(incident.id))
        return tuple(self._shown(brand, incident, each, posts) for each in self.incidents.updates_of(incident.id))

    def prepare(self, incident: Incident, kind: UpdateKind, *, by: str) -> PublicUpdate:
        """A draft from the brand's template; the one that is there already stays. Raises ``RefusedError``."""
        _unless_suspected(incident)
        known = self.incidents.updates_of(incident.id)
        if known and known[-1].is_draft:
            return self._as_kind(incident, known[-1], kind, by=by)
        _check_room(len(known) + 1, kind)
        draft = prepared(
            incident, self.brands.current(incident.brand), len(known) + 1, kind, by=by, now=self.clock.now()
        )
        return self._save(draft)

    def edit(
        self,
        incident: Incident,
        number: int,
        texts: Mapping[str, str],
        *,
        kind: UpdateKind,
        by: str,
        seen: int | None = None,
    ) -> ShownUpdate:
        """Write the draft with this number: the last one, or the next. ``seen``: the revision that was read.

        Raises ``RefusedError``, ``NotFoundError``.
        """
        _unless_suspected(incident)
        brand = self.brands.current(incident.brand)
        _check(texts, brand)
        known = self.incidents.updates_of(incident.id)
        drafts = [each for each in known if each.is_draft]
        next_number = drafts[-1].number if drafts else len(known) + 1
        if number != next_number:
            raise RefusedError(
                f"Update {number} is published or does not exist. The draft is number {next_number}.",
                reason="update_not_draft",
            )
        _check_room(number, kind)
        _unless_written_since(drafts[-1] if drafts else None, seen)
        now = self.clock.now()
        draft = drafts[-1] if drafts else prepared(incident, brand, number, kind, by=by, now=now)
        saved = self._save(replace(draft.edited(texts, by=by, at=now), kind=kind))
        return self._shown(brand, incident, saved, self.posts.of_group(group_of(incident.id)))

    def publish(
        self,
        incident: Incident,
        number: int,
        *,
        accounts: Sequence[str],
        again: Sequence[str],
        by: str,
        seen: int | None = None,
    ) -> ShownUpdate:
        """Have it posted on these accounts (``channel/id``; none: on all that can). Repeating it posts nothing twice.

        A failed post is tried again. One of which nobody can tell is posted again only if it is named in ``again``.
        Raises ``RefusedError``, ``NotFoundError``.
        """
        _unless_suspected(incident)
        update = self.incidents.public_update(incident.id, number)
        if update is None:
            raise NotFoundError("There is no such update.")
        if update.is_draft:  # a published text changes no more
            _unless_written_since(update, seen)
        if update.is_draft and incident.resolved_at is not None and update.kind is not UpdateKind.RESOLVED:
            raise RefusedError(
                "The incident is over: write the update as the last one (kind resolved).", reason="update_must_be_last"
            )
        brand, now = self.brands.current(incident.brand), self.clock.now()
        _check(update.texts, brand)
        before = self.posts.of_group(group_of(incident.id))
        chosen = self._chosen(brand, incident, (*accounts, *again))
        if not accounts and not again and update.kind is UpdateKind.RESOLVED:
            chosen = tuple(each for each in chosen if not _has_said_it(each, update, before))
            if not chosen:
                raise RefusedError("Every account has said that it is over.", reason="update_said_everywhere")
        texts = {account: self._text(account, update, brand) for account in chosen}
        too_long = [f"{account.channel}/{account.id}" for account, text in texts.items() if text is None]
        if len(too_long) == len(texts) or set(too_long) & {*accounts, *again}:
            raise RefusedError(
                f"The text does not fit on {', '.join(too_long)}. Shorten it, or name other accounts.",
                reason="update_too_long",
            )
        # First: whatever dies from here on, the sweep looks after the incident, and does what the update says.
        self.incidents.note_update(incident.id, number=number, at=now)
        fits = [account for account, text in texts.items() if text is not None]
        after = update.published(fits, by=by, at=now)
        if after != update:
            update = self._save(after)
        for account in fits:
            named = f"{account.channel}/{account.id}" in again
            self._post(update, account, brand=brand, before=before, by=by, now=now, again=named)
        self.wake(incident)
        return self._shown(brand, incident, update, self.posts.of_group(group_of(incident.id)))

    def publish_last(self, incident: Incident, *, by: str) -> None:
        """Have it posted that it is over: the text that was written for it, or the brand's, where it was told of and
        does not stand yet. What fits nowhere stays a draft. Repeating it posts nothing twice.

        Raises ``RefusedError`` for another text that waits, and for one that must not be read by everybody.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                self._publish_last(incident, by=by)
            except ChangedMeanwhileError:
                if attempt == MAX_ATTEMPTS:
                    raise
            else:
                return

    def _publish_last(self, incident: Incident, *, by: str) -> None:
        last = last_update(self.incidents.updates_of(incident.id))
        if last is None:
            last = self.prepare(incident, UpdateKind.RESOLVED, by=by)
        if last.kind is not UpdateKind.RESOLVED:
            raise RefusedError(
                f"Update {last.number} was written and not published. Write it as the last one (kind resolved), "
                "publish it first, or resolve without publishing.",
                reason="update_left",
            )
        missing = [each.account for each in self._not_told(incident) if each.reason in SENT_AGAIN]
        if missing:
            self.publish(incident, last.number, accounts=missing, again=(), by=by)

    def complete(self, incident: Incident) -> None:
        """Write the records that are missing of what a person has had published, and whoever was to has died."""
        posts, updates = self.posts.of_group(group_of(incident.id)), self.incidents.updates_of(incident.id)
        brand = self.brands.current(incident.brand)
        for post in missing_posts(updates, posts, brand, self.policies, now=self.clock.now()):
            with suppress(ConflictError):
                self.posts.save(post)

    def not_told(self, incident: Incident) -> tuple[NotTold, ...]:
        """Once it was resolved, and the public was to hear of it: the accounts that did not get it, and why."""
        if incident.resolved_at is None or not incident.last_word_wanted:
            return ()
        return self._not_told(incident)

    def _not_told(self, incident: Incident) -> tuple[NotTold, ...]:
        posts = self.posts.of_group(group_of(incident.id))
        updates = self.incidents.updates_of(incident.id)
        brand = None
        with suppress(UnknownBrandError, InvalidBrandError):  # that must not keep anybody from resolving
            brand = self.brands.current(incident.brand)
        return not_told(incident, updates, posts, brand, self.policies)

    def wake(self, incident: Incident) -> None:
        """Have what is due done at once; the sweep does it within a minute otherwise."""
        if self.worker is not None:
            with suppress(UpstreamError):
                self.worker.work_on_incident(incident.id)

    def _post(
        self,
        update: PublicUpdate,
        account: Account,
        *,
        brand: Brand,
        before: Sequence[PublicPost],
        by: str,
        now: datetime,
        again: bool,
    ) -> None:
        known = self.posts.get(group_of(update.incident_id), key_of(update.number, account.channel, account.id))
        with suppress(ConflictError):  # another request was quicker, or it is being published
            if known is None:
                new = new_post(update, account, before, brand=brand, policies=self.policies, by=by, now=now)
                if new is not None:
                    self.posts.save(new)
            elif known.state is PostState.FAILED or (known.state is PostState.UNCONFIRMED and again):
                self.posts.save(replace(known.restarted(now), requested_by=by))

    def _chosen(self, brand: Brand, incident: Incident, named: Sequence[str]) -> tuple[Account, ...]:
        able = {f"{each.channel}/{each.id}": each for each in accounts_that_post(brand, self.policies)}
        unknown = sorted(set(named) - set(able))
        if unknown:
            raise RefusedError(
                f"{', '.join(unknown)}: not an account that can post; these can: {', '.join(able) or 'none'}.",
                reason="account_cannot_post",
            )
        if not able:
            raise RefusedError("No account of the brand can post.", reason="no_account_can_post")
        if named:
            return tuple(able[name] for name in dict.fromkeys(named))
        return accounts_that_post(brand, self.policies, incident.channels) or tuple(able.values())

    def _text(self, account: Account, update: PublicUpdate, brand: Brand) -> str | None:
        rules = self.policies(account.channel).posts
        return None if rules is None else post_text(update.texts, brand, rules)

    def _shown(
        self, brand: Brand, incident: Incident, update: PublicUpdate, posts: Sequence[PublicPost]
    ) -> ShownUpdate:
        own = {(post.channel, post.account_id): post for post in posts if number_of(post) == update.number}
        accounts = {(each.channel, each.id): each for each in accounts_that_post(brand, self.policies)}
        return ShownUpdate(
            update=update,
            accounts=tuple(
                _account_post(each, rules, update, brand, own.get(place))
                for place, each in accounts.items()
                if (rules := self.policies(each.channel).posts) is not None
            ),
        )

    def _as_kind(self, incident: Incident, draft: PublicUpdate, kind: UpdateKind, *, by: str) -> PublicUpdate:
        """A draft that nobody has edited becomes one of the other kind."""
        brand, now = self.brands.current(incident.brand), self.clock.now()
        template = prepared(incident, brand, draft.number, draft.kind, by=by, now=draft.written_at)
        if draft.kind is kind or draft.texts != template.texts:
            return draft
        other = prepared(incident, brand, draft.number, kind, by=by, now=now)
        return self._save(replace(other, revision=draft.revision))

    def _save(self, update: PublicUpdate) -> PublicUpdate:
        try:
            return self.incidents.save_update(update)
        except ConflictError:
            raise ChangedMeanwhileError from None


def _account_post(
    account: Account, rules: PostRules, update: PublicUpdate, brand: Brand, post: PublicPost | None
) -> AccountPost:
    text = post.text if post is not None else post_text(update.texts, brand, rules)
    link = None
    if post is not None and post.message_id is not None:
        link = rules.link_of(post.message_id, handle=account.handle, place=post.place)
    shown = text if text is not None else update.texts.get(brand.default_language, "")
    return AccountPost(
        account=account,
        text=text,
        length=length(shown, rules.length.unit),
        limit=rules.length.limit,
        post=post,
        link=link,
    )


def _has_said_it(account: Account, update: PublicUpdate, posts: Sequence[PublicPost]) -> bool:
    """Whether another update has said there that it is over: a shorter text is for the accounts that lack it."""
    return any(
        post.is_last and post.state is not PostState.FAILED and number_of(post) != update.number
        for post in posts
        if (post.channel, post.account_id) == (account.channel, account.id)
    )


def _unless_written_since(update: PublicUpdate | None, seen: int | None) -> None:
    if seen is not None and seen != (update.revision if update is not None else 0):
        raise ChangedMeanwhileError


def _check_room(number: int, kind: UpdateKind) -> None:
    """Raises ``RefusedError``."""
    if not has_room(number, kind):
        raise RefusedError(
            f"An incident has at most {MAX_UPDATES} updates; the last one says that it is over.",
            reason="too_many_updates",
        )


def _unless_suspected(incident: Incident) -> None:
    if incident.suspected:
        raise RefusedError(
            "It is only suspected: open an incident from it before anything is said in public.",
            reason="incident_only_suspected",
        )


def _check(texts: Mapping[str, str], brand: Brand) -> None:
    """Raises ``RefusedError`` for a text that must not be read by everybody."""
    unknown = sorted(set(texts) - set(brand.languages))
    if unknown:
        raise RefusedError(f"{', '.join(unknown)}: not a language of this brand.", reason="language_unknown")
    if not any(text.strip() for text in texts.values()):
        raise RefusedError("The update says nothing yet.", reason="empty")
    for language, text in texts.items():
        if len(text) > MAX_TEXT:
            raise RefusedError(f"The text in {language!r} has more than {MAX_TEXT} characters.", reason="too_long")
        found = outbound_guard.check(text, Visibility.PUBLIC, own=brand.public_contacts)
        if found:
            kinds = ", ".join(sorted({each.kind for each in found}))
            raise RefusedError(f"The text in {language!r} holds personal data ({kinds}).", reason="personal_data")
