"""Who the customers of one run are on each channel, and which ids their messages carry."""

import unicodedata
from dataclasses import dataclass

from local.traffic import x
from local.traffic.accounts import INSTAGRAM, PAGE
from local.traffic.messages import CustomerMessage
from local.traffic.run import Run

# A newsroom has readers; the rest have friends.
WIDELY_READ = {"Newsdesk North": 184_000, "Radio Ouest Info": 96_500, "Lucas Perrot": 12_400, "Jamal Edwards": 8_900}


@dataclass(frozen=True, slots=True)
class Identities:
    run: Run

    def facebook(self, author: str) -> str:
        return self.run.digits("facebook", author, 16, "77")

    def page_scoped(self, author: str) -> str:
        return self.run.digits("messenger", author, 16, "24")

    def instagram(self, author: str) -> str:
        return self.run.digits("instagram", author, 13, "12")

    def author(self, channel: str, author: str) -> str:
        """The id of that person on a channel of Meta."""
        by_channel = {"facebook": self.facebook, "messenger": self.page_scoped, "instagram": self.instagram}
        return by_channel[channel](author)

    def on_x(self, author: str) -> x.Person:
        followers = WIDELY_READ.get(author, 20 + self.run.pick("followers", author, 2_000))
        return x.Person(
            id=self.run.digits("x", author, 10, "4"), name=author, handle=username(author, ""), followers=followers
        )

    def post(self, post: str) -> str:
        """A post of the page, in full."""
        return f"{PAGE}_{self.run.digits('post', post, 15, '50')}"

    def media(self, media: str) -> str:
        return self.run.digits("media", media, 17, "18")

    def story(self) -> str:
        return self.run.digits("story", "story", 17, "18")

    def tweet(self, key: str) -> str:
        return self.run.digits("tweet", key, 19, "195")

    def comment(self, message: CustomerMessage) -> str:
        """A Facebook comment in full: the id of its post and its own."""
        return f"{self.post(message.post or '').split('_')[-1]}_{self.run.digits('comment', message.id, 15, '90')}"

    def visitor_post(self, message: CustomerMessage) -> str:
        return f"{PAGE}_{self.run.digits('visitor-post', message.id, 15, '51')}"

    def instagram_comment(self, message: CustomerMessage) -> str:
        return self.run.digits("instagram-comment", message.id, 17, "179")

    def direct(self, message: CustomerMessage) -> str:
        """The id of a Messenger or Instagram message."""
        return ("m_" if message.channel == "messenger" else "aWdf") + self.run.letters("direct", message.id)

    def account(self, channel: str) -> str:
        return INSTAGRAM if channel == "instagram" else PAGE


def username(name: str, between: str = ".") -> str:
    """ "Chloé Brun" is chloe.brun on Instagram and chloebrun on X."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return between.join("".join(c for c in word if c.isalnum()) for word in plain.split())
