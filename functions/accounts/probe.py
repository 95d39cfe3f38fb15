"""Asks a platform what it thinks of an account."""

from dataclasses import dataclass, replace

from shared.domain.account_health.model import PROBE_AGAIN, PROBE_INTERVAL, AccountHealth, Check, ProbeFindings
from shared.domain.account_health.warnings import problems_of
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import Policies
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass
from shared.ports.account_health import AccountPlatform, AccountPlatforms, WebhookProbe
from shared.ports.time_and_language import Clock

REFUSED = (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)
NOT_CONNECTED = "no_token"
"""An account that is in a brand file and not connected yet."""


@dataclass(frozen=True, slots=True)
class ProbeAccount:
    """``has_webhook`` are the channels that deliver, ``tells`` those whose platforms say something of our account."""

    platforms: AccountPlatforms
    webhook: WebhookProbe
    has_webhook: frozenset[str]
    tells: frozenset[str]
    policies: Policies
    clock: Clock

    def __call__(self, brand: Brand, account: Account, health: AccountHealth) -> AccountHealth:
        """What is known after the look. What a platform did not answer stays as it was known."""
        now = self.clock.now()
        seen = replace(self._looked_at(brand, account, health), probed_at=now)
        in_doubt = seen.probe_refusals and seen.probe_error != NOT_CONNECTED  # look again before people are told
        again = PROBE_AGAIN if problems_of(seen) or in_doubt else PROBE_INTERVAL
        return replace(seen, probe_at=now + again)

    def _looked_at(self, brand: Brand, account: Account, looked: AccountHealth) -> AccountHealth:
        if account.channel in self.has_webhook:
            looked = replace(looked, webhook=self.webhook(account.channel, brand.id))
        if account.channel not in self.tells:
            return replace(looked, probe_error=None)
        platform = self.platforms(account)
        if platform is None:
            return _refused(looked, NOT_CONNECTED)
        try:
            findings = platform.probe(account.id)
        except Exception as unusable:  # a key that is none, such as of an app store: a person has to see that
            return _refused(looked, type(unusable).__name__)
        if isinstance(findings, SendResult):
            if findings.error == "not_supported":
                return replace(looked, probe_error=None, probe_refusals=0)
            if findings.error == NOT_CONNECTED or findings.outcome is SendClass.PERMANENT:
                return _refused(looked, findings.error)
            refused = findings.outcome in REFUSED
            return replace(looked, token=Check.FAILED if refused else looked.token, probe_error=findings.error)
        findings = self._with_address(brand, account, findings)
        repaired = findings.subscription is Check.FAILED and self._repaired(brand, account, platform)
        return self._seen(looked, account, findings, repaired=repaired)

    def _repaired(self, brand: Brand, account: Account, platform: AccountPlatform) -> bool:
        address = self.webhook.address(account, brand.id) if account.channel in self.has_webhook else None
        return platform.repair(account.id, address).outcome is SendClass.SENT

    def _with_address(self, brand: Brand, account: Account, findings: ProbeFindings) -> ProbeFindings:
        """What is delivered to somebody else's address does not reach us."""
        ours = self.webhook.address(account, brand.id) if account.channel in self.has_webhook else None
        if ours is None or not findings.address or findings.address.rstrip("/") == ours.url.rstrip("/"):
            return findings
        return replace(findings, subscription=Check.FAILED)

    def _seen(
        self, health: AccountHealth, account: Account, findings: ProbeFindings, *, repaired: bool
    ) -> AccountHealth:
        needed = self.policies(account.channel).permissions
        granted = findings.permissions
        missing = () if granted is None else tuple(each for each in needed if each not in granted)
        unanswered = findings.error is not None and findings.subscription is Check.UNKNOWN
        subscription = health.subscription if unanswered else findings.subscription
        return replace(
            health,
            token=Check.OK,
            token_ends_at=findings.token_ends_at if findings.tells_ends else health.token_ends_at,
            grant_ends_at=findings.grant_ends_at if findings.tells_ends else health.grant_ends_at,
            probe_error=findings.error,
            probe_refusals=health.probe_refusals + 1 if findings.refused else 0,
            renamed_to=health.renamed_to if findings.handle is None else _other_name(account, findings.handle),
            missing_permissions=missing,
            missing_events=() if repaired else health.missing_events if unanswered else findings.missing_events,
            subscription=Check.REPAIRED if repaired else subscription,
        )


def _refused(health: AccountHealth, error: str | None) -> AccountHealth:
    """Nobody can read the account any more, or nobody ever could."""
    return replace(health, probe_error=error, probe_refusals=health.probe_refusals + 1)


def _other_name(account: Account, told: str) -> str | None:
    """What the platform calls the account, if the brand file does not know the name. Of ``acme@social.example`` an
    instance says the first half.
    """
    known = (name.removeprefix("@").partition("@")[0].casefold() for name in (account.handle, *account.aliases))
    return None if told.removeprefix("@").casefold() in known else told
