"""Which of our accounts a signed body may speak of."""

from collections.abc import Sequence

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.webhook import OwnAccount
from shared.domain.errors import InvalidBrandError, UnknownBrandError
from shared.ports.configuration import BrandRepository


class SignedAccounts:
    """Looks up our accounts for one body (the port ``AccountDirectory``).

    The brand in the URL comes first. Another brand's account is found only if it names the very secret that signed
    the body: the holder of one app's secret cannot send for another app.
    """

    def __init__(self, brands: BrandRepository, brand: Brand, signer: str | None, family: Sequence[str]) -> None:
        self.brand = brand
        self._brands = brands
        self._signer = signer
        self._family = family
        self._known: dict[tuple[str, str], OwnAccount | None] = {}

    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        """The account, or ``None``; looked up once per body."""
        key = (channel, account_id)
        if key not in self._known:
            self._known[key] = self._find(channel, account_id) if channel in self._family else None
        return self._known[key]

    def _find(self, channel: str, account_id: str) -> OwnAccount | None:
        if account_id:
            account = self.brand.account(channel, account_id)
        else:  # a body that names no account is for the brand in the URL
            own = [each for each in self.brand.accounts if each.channel == channel]
            account = next((each for each in own if each.secret == self._signer), own[0] if own else None)
        if account is not None:
            return _own_account(self.brand, account)
        for brand_id in self._brands.ids():
            if brand_id == self.brand.id:
                continue
            try:
                other = self._brands.current(brand_id)
            except (InvalidBrandError, UnknownBrandError):
                continue  # an invalid brand file must not stop the other brands
            account = other.account(channel, account_id)
            if account is not None and account.secret == self._signer:
                return _own_account(other, account)
        return None


def _own_account(brand: Brand, account: Account) -> OwnAccount:
    return OwnAccount(
        brand=brand.id, channel=account.channel, id=account.id, handle=account.handle, aliases=account.aliases
    )
