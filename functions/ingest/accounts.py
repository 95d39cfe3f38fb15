"""Which of our accounts a signed body may speak of."""

from collections.abc import Collection, Iterator

from shared.domain.brand.model import Account, Brand
from shared.domain.channels.webhook import OwnAccount
from shared.domain.errors import InvalidBrandError, UnknownBrandError
from shared.ports.configuration import BrandRepository


class SignedAccounts:
    """Looks up our accounts for one body (the port ``AccountDirectory``).

    An account is found only if it names a secret record that verified the body: the holder of one secret cannot send
    for an account that has another. ``signers`` are the names of those records. The brand in the URL comes first.
    """

    def __init__(
        self, brands: BrandRepository, brand: Brand, signers: Collection[str], family: Collection[str]
    ) -> None:
        self.brand = brand
        self._brands = brands
        self._signers = signers
        self._family = family
        self._known: dict[tuple[str, str], OwnAccount | None] = {}

    def __call__(self, channel: str, account_id: str) -> OwnAccount | None:
        """The account, or ``None``; looked up once per body. Without an id: the brand's account that signed."""
        key = (channel, account_id)
        if key not in self._known:
            self._known[key] = self._find(channel, account_id) if channel in self._family else None
        return self._known[key]

    def _find(self, channel: str, account_id: str) -> OwnAccount | None:
        if not account_id:  # a body that names no account is for the brand in the URL
            own = (each for each in self.brand.accounts if each.channel == channel and each.secret in self._signers)
            account = next(own, None)
            return None if account is None else _own_account(self.brand, account)
        for brand in self._all_brands():
            account = brand.account(channel, account_id)
            if account is not None and account.secret in self._signers:
                return _own_account(brand, account)
        return None

    def _all_brands(self) -> Iterator[Brand]:
        yield self.brand
        for brand_id in self._brands.ids():
            if brand_id == self.brand.id:
                continue
            try:
                yield self._brands.current(brand_id)
            except (InvalidBrandError, UnknownBrandError):
                continue  # an invalid brand file must not stop the other brands


def _own_account(brand: Brand, account: Account) -> OwnAccount:
    return OwnAccount(
        brand=brand.id,
        channel=account.channel,
        id=account.id,
        handle=account.handle,
        aliases=account.aliases,
        opening_payloads=account.opening_payloads,
    )
